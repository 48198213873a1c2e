'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Select } from '../ui/input';

interface ZoneFieldProps {
  /** Every zone there is, from the server, so that both agree. */
  zones: readonly string[];
  value: string;
  onChange: (zone: string) => void;
  error: string | undefined;
  disabled?: boolean;
}

/** An IANA time zone. */
export function ZoneField({ zones, value, onChange, error, disabled = false }: ZoneFieldProps) {
  const t = useTranslations('organisation.settings');
  return (
    <Field label={t('zone')} hint={t('zoneHint')} error={error}>
      <Select value={value} onChange={(event) => onChange(event.target.value)} disabled={disabled}>
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </Select>
    </Field>
  );
}
