'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input } from '../ui/input';

interface EmailFieldProps {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  /** `username` is what password managers store the address as. */
  autoComplete: 'email' | 'username';
}

export function EmailField({ value, onChange, error, autoComplete }: EmailFieldProps) {
  const t = useTranslations('identity');
  return (
    <Field label={t('email')} error={error}>
      <Input
        type="email"
        inputMode="email"
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        maxLength={254}
        required
      />
    </Field>
  );
}
