'use client';

import type { Limit } from '@turnpike/contracts/limits';
import type { PlanVersionView } from '@turnpike/contracts/management/plans';
import { useTranslations } from 'next-intl';
import { LimitsEditor } from '../limits/limits-editor';
import { Field } from '../ui/field';
import { Input } from '../ui/input';

const LIMITS = ['requestsPerSecond', 'burst', 'concurrency', 'quotaPerMonth'] as const;

/** The usual four as texts, and those of a name of their own. */
export type PlanLimitTexts = Readonly<Record<(typeof LIMITS)[number], string>> & { readonly more: readonly Limit[] };

export const NO_LIMITS: PlanLimitTexts = {
  requestsPerSecond: '',
  burst: '',
  concurrency: '',
  quotaPerMonth: '',
  more: [],
};

export function limitTexts(limits: PlanVersionView['limits']): PlanLimitTexts {
  const { requestsPerSecond, burst, concurrency, quotaPerMonth, more } = limits;
  const text = (limit: number | null) => String(limit ?? '');
  return {
    requestsPerSecond: text(requestsPerSecond),
    burst: text(burst),
    concurrency: text(concurrency),
    quotaPerMonth: text(quotaPerMonth),
    more,
  };
}

/** Empty fields are no limit. */
export function readLimits(texts: PlanLimitTexts) {
  const usual = LIMITS.flatMap((name) => (texts[name].trim() === '' ? [] : [[name, Number(texts[name])]]));
  return { ...Object.fromEntries(usual), more: texts.more };
}

/** How much a subscription may call. `prefix` is where the form's errors find these fields. */
export function LimitFields({
  texts,
  onChange,
  errors,
  prefix,
  currency,
}: {
  texts: PlanLimitTexts;
  onChange: (texts: PlanLimitTexts) => void;
  errors: Readonly<Record<string, string>>;
  prefix: string;
  currency: string;
}) {
  const t = useTranslations('admin.limits');
  return (
    <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2 lg:grid-cols-4">
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
      <div className="border-t border-line pt-4 sm:col-span-2 lg:col-span-4">
        <h3 className="mb-3 text-sm">{t('more')}</h3>
        <LimitsEditor
          limits={texts.more}
          currency={currency}
          mayWrite
          none={t('moreNone')}
          commit={async (more) => {
            onChange({ ...texts, more });
            return null;
          }}
        />
      </div>
    </div>
  );
}
