'use client';

import { specOf } from '@turnpike/domain/access-attributes';
import { useTranslations } from 'next-intl';
import { Checkbox } from '../ui/checkbox';
import { Field } from '../ui/field';
import { Input, Select, Textarea } from '../ui/input';
import { type DraftCondition, takesMany } from './condition-draft';
import type { ValueOption } from './policy-options';

interface ConditionValueProps {
  condition: DraftCondition;
  options: readonly ValueOption[] | undefined;
  error: string | undefined;
  onChange: (values: string[]) => void;
}

/** What an attribute is compared with: chosen where there is a list, else written. */
export function ConditionValue(props: ConditionValueProps) {
  const { condition, options, error, onChange } = props;
  const t = useTranslations('access.policy');
  const { attribute, operator, values } = condition;
  if (specOf(attribute).kind === 'time') return <TimeWindow {...props} />;
  if (options !== undefined && operator !== 'matches') return <Chosen {...props} options={options} />;
  if (takesMany(operator)) {
    return (
      <Field label={t('value')} hint={t('onePerLine')} error={error}>
        <Textarea
          value={values.join('\n')}
          spellCheck={false}
          onChange={(event) => onChange(event.target.value.split('\n'))}
        />
      </Field>
    );
  }
  return (
    <Field label={t('value')} hint={operator === 'matches' ? t('patternHint') : undefined} error={error}>
      <Input
        value={values[0] ?? ''}
        maxLength={200}
        spellCheck={false}
        autoCapitalize="none"
        onChange={(event) => onChange([event.target.value])}
      />
    </Field>
  );
}

function Chosen({ condition, options, error, onChange }: ConditionValueProps & { options: readonly ValueOption[] }) {
  const t = useTranslations('access.policy');
  const { operator, values } = condition;
  if (!takesMany(operator)) {
    return (
      <Field label={t('value')} error={error}>
        <Select value={values[0] ?? ''} onChange={(event) => onChange([event.target.value])}>
          <option value="" disabled />
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
    );
  }
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-xs font-[600]">{t('value')}</legend>
      <div className="grid max-h-44 grid-cols-1 gap-2 overflow-y-auto rounded-box border border-line-strong p-3 sm:grid-cols-2">
        {options.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={label}
            checked={values.includes(value)}
            onCheckedChange={(on) => onChange(on === true ? [...values, value] : values.filter((one) => one !== value))}
          />
        ))}
      </div>
      {error && <p className="mt-1.5 text-xs text-stopped">{error}</p>}
    </fieldset>
  );
}

/** The first window; more of them are written at the API. */
function TimeWindow({ condition: { values }, error, onChange }: ConditionValueProps) {
  const t = useTranslations('access.policy');
  const [from = '', until = ''] = (values[0] ?? '').split('-');
  const set = (next: { from?: string; until?: string }) =>
    onChange([`${next.from ?? from}-${next.until ?? until}`, ...values.slice(1)]);
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label={t('from')} error={error}>
        <Input type="time" value={from} onChange={(event) => set({ from: event.target.value })} required />
      </Field>
      <Field label={t('until')} hint={t('zone')}>
        <Input type="time" value={until} onChange={(event) => set({ until: event.target.value })} required />
      </Field>
    </div>
  );
}
