'use client';

import { PASSWORD_LENGTH } from '@turnpike/contracts/password-length';
import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { PasswordInput } from './password-input';

interface NewPasswordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

/** A password being chosen: how long it must be and how long it is. What else is wrong, the server says. */
export function NewPasswordField({ label, value, onChange, error }: NewPasswordFieldProps) {
  const t = useTranslations('identity');
  const { min, max } = PASSWORD_LENGTH;
  // As the rule counts: UTF-16 units, which no one who types letters will notice.
  const count = value.length;
  const hint =
    count === 0
      ? t('passwordHint', { min })
      : count < min
        ? t('passwordMore', { count, min })
        : t('passwordLong', { count });
  return (
    <Field label={label} hint={<span aria-live="polite">{hint}</span>} error={error}>
      <PasswordInput
        autoComplete="new-password"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        minLength={min}
        maxLength={max}
        required
      />
    </Field>
  );
}
