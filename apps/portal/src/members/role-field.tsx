'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Select } from '../ui/input';
import type { RoleChoice } from './roles';

interface RoleFieldProps {
  roles: readonly RoleChoice[];
  value: string;
  onChange: (role: string) => void;
  error: string | undefined;
  label?: string;
}

/** A role, with what it may do below. */
export function RoleField({ roles, value, onChange, error, label }: RoleFieldProps) {
  const t = useTranslations('organisation.members');
  const hint = roles.find(({ id }) => id === value)?.hint ?? '';
  return (
    <Field label={label ?? t('role')} hint={<span aria-live="polite">{hint}</span>} error={error}>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        {roles.map(({ id, label: name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
