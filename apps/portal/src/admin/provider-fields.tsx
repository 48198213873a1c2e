'use client';

import { useTranslations } from 'next-intl';
import { Checkbox } from '../ui/checkbox';
import { Field } from '../ui/field';
import { Input } from '../ui/input';

interface TextFieldProps {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

/** Where a provider is reached. */
export function BaseUrlField({ value, onChange, error }: TextFieldProps) {
  const t = useTranslations('admin.providers');
  return (
    <Field label={t('baseUrl')} hint={t('baseUrlHint')} error={error}>
      <Input
        type="url"
        inputMode="url"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder="https://api.example.com/v1"
        required
        className="font-mono"
      />
    </Field>
  );
}

/** What a provider asks its callers for. Goes in and never comes out. */
export function CredentialField({ value, onChange, error }: TextFieldProps) {
  const t = useTranslations('admin.providers');
  return (
    <Field label={t('credential')} hint={t('credentialHint')} error={error}>
      <Input
        type="password"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
        className="font-mono"
      />
    </Field>
  );
}

/** Whether calls made with test keys go to a provider. */
export function ServesTestKeys({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const t = useTranslations('admin.providers');
  return (
    <Checkbox
      label={t('servesTestKeys')}
      hint={t('servesTestKeysHint')}
      checked={checked}
      onCheckedChange={(on) => onChange(on === true)}
    />
  );
}
