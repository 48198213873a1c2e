'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input, Select } from '../ui/input';
import type { DraftRule } from './routing-draft';

interface ShareFieldsProps {
  share: Pick<DraftRule, 'percent' | 'stickyBy'>;
  error: string | undefined;
  onChange: (change: Partial<Pick<DraftRule, 'percent' | 'stickyBy'>>) => void;
}

/** How many calls, and who keeps being one of them. */
export function ShareFields({ share, error, onChange }: ShareFieldsProps) {
  const t = useTranslations('routing.rules');
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Field label={t('percent')} error={error}>
        <Input
          type="number"
          min={0}
          max={100}
          step={1}
          value={share.percent}
          onChange={(event) => onChange({ percent: event.target.value })}
          placeholder="100"
        />
      </Field>
      <Field label={t('stickyBy')}>
        <Select
          value={share.stickyBy}
          onChange={(event) => onChange({ stickyBy: event.target.value as DraftRule['stickyBy'] })}
        >
          {(['call', 'end_user', 'api_key'] as const).map((value) => (
            <option key={value} value={value}>
              {t(value)}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
