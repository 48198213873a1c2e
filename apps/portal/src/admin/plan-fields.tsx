'use client';

import type { PlanVersionView } from '@turnpike/contracts/management/plans';
import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input } from '../ui/input';

const LIMITS = ['requestsPerSecond', 'burst', 'concurrency', 'quotaPerMonth'] as const;

export type LimitTexts = Readonly<Record<(typeof LIMITS)[number], string>>;

export const NO_LIMITS: LimitTexts = { requestsPerSecond: '', burst: '', concurrency: '', quotaPerMonth: '' };

export function limitTexts(limits: PlanVersionView['limits']): LimitTexts {
  const { requestsPerSecond, burst, concurrency, quotaPerMonth } = limits;
  const text = (limit: number | null) => String(limit ?? '');
  return {
    requestsPerSecond: text(requestsPerSecond),
    burst: text(burst),
    concurrency: text(concurrency),
    quotaPerMonth: text(quotaPerMonth),
  };
}

/** Empty fields are no limit. */
export function readLimits(texts: LimitTexts): Record<string, number> {
  return Object.fromEntries(LIMITS.flatMap((name) => (texts[name].trim() === '' ? [] : [[name, Number(texts[name])]])));
}

/** How much a subscription may call. `prefix` is where the form's errors find these fields. */
export function LimitFields({
  texts,
  onChange,
  errors,
  prefix,
}: {
  texts: LimitTexts;
  onChange: (texts: LimitTexts) => void;
  errors: Readonly<Record<string, string>>;
  prefix: string;
}) {
  const t = useTranslations('admin.limits');
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4">
      {LIMITS.map((name) => (
        <Field key={name} label={t(`name.${name}`)} hint={t(`hint.${name}`)} error={errors[`${prefix}.${name}`]}>
          <Input
            type="number"
            min={1}
            step={1}
            value={texts[name]}
            onChange={(event) => onChange({ ...texts, [name]: event.target.value })}
            placeholder={t('none')}
          />
        </Field>
      ))}
    </div>
  );
}
