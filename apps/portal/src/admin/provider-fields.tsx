'use client';

import { WIRE_KINDS, type WireKind } from '@turnpike/contracts/management/provider-kinds';
import { useTranslations } from 'next-intl';
import { Checkbox } from '../ui/checkbox';
import { Field } from '../ui/field';
import { Input, Select, Textarea } from '../ui/input';

interface TextFieldProps {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

/** Where a provider is reached. */
export function BaseUrlField({ kind, value, onChange, error }: TextFieldProps & { kind: string }) {
  const t = useTranslations('admin.providers');
  return (
    <Field label={t('baseUrl')} hint={t(`baseUrlHints.${knownKind(kind)}`)} error={error}>
      <Input
        type="url"
        inputMode="url"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder="https://api.example.com"
        required
        className="font-mono"
      />
    </Field>
  );
}

/** The wire format a provider speaks. */
export function KindField({ value, onChange }: { value: WireKind; onChange: (kind: WireKind) => void }) {
  const t = useTranslations('admin.providers');
  return (
    <Field label={t('kind')} hint={t('kindHint')}>
      <Select
        value={value}
        onChange={(event) => onChange(WIRE_KINDS.find((kind) => kind === event.target.value) ?? value)}
      >
        {WIRE_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kinds.${kind}`)}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function knownKind(kind: string): WireKind {
  return WIRE_KINDS.find((known) => known === kind) ?? 'openai-compatible';
}

/** Credentials of these are JSON objects, or may be one. */
const IN_PARTS: readonly string[] = ['vertex', 'bedrock', 'azure-openai'] satisfies WireKind[];

/** What a provider of that kind asks its callers for. Goes in and never comes out. */
export function CredentialField({
  kind,
  value,
  onChange,
  error,
  label,
  required = false,
}: TextFieldProps & { kind: string; label?: string; required?: boolean }) {
  const t = useTranslations('admin.providers');
  const control = {
    value,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
    autoComplete: 'off',
    spellCheck: false,
    required,
    className: 'font-mono',
  };
  return (
    <Field label={label ?? t('credential')} hint={t(`credentialHints.${knownKind(kind)}`)} error={error}>
      {IN_PARTS.includes(kind) ? <Textarea rows={6} {...control} /> : <Input type="password" {...control} />}
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
