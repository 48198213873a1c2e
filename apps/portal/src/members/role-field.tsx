'use client';

import type { MemberRole } from '@turnpike/domain/permissions';
import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Select } from '../ui/input';

interface RoleFieldProps {
  roles: readonly MemberRole[];
  value: MemberRole;
  onChange: (role: MemberRole) => void;
  error: string | undefined;
}

/** A role, with what it may do below. */
export function RoleField({ roles, value, onChange, error }: RoleFieldProps) {
  const t = useTranslations('organisation');
  return (
    <Field label={t('members.role')} hint={<span aria-live="polite">{t(`roleHint.${value}`)}</span>} error={error}>
      <Select value={value} onChange={(event) => onChange(event.target.value as MemberRole)}>
        {roles.map((role) => (
          <option key={role} value={role}>
            {t(`role.${role}`)}
          </option>
        ))}
      </Select>
    </Field>
  );
}
