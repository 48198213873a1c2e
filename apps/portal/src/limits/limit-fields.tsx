'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Field } from '../ui/field';
import { Input, Select } from '../ui/input';
import { type DraftErrors, LIMIT_KINDS, type LimitDraft } from './limit-draft';

interface FieldsProps {
  draft: LimitDraft;
  onChange: (change: Partial<LimitDraft>) => void;
  errors: DraftErrors;
  /** Of budgets; null where nobody is billed yet. */
  currency: string | null;
}

/** Everything that a limit of a kind says. */
export function LimitFields({ draft, onChange, errors, currency }: FieldsProps) {
  const t = useTranslations('limits.form');
  const k = useTranslations('limits.kind');
  const props = { draft, onChange, errors, currency };
  return (
    <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2">
      <Field label={t('kind')} hint={t(`kindHint.${draft.kind}`)} className="sm:col-span-2">
        <Select value={draft.kind} onChange={(event) => onChange({ kind: event.target.value as LimitDraft['kind'] })}>
          {LIMIT_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {k(kind)}
            </option>
          ))}
        </Select>
      </Field>
      <Text {...props} name="name" label={t('name')} hint={t('nameHint')} mono />
      <Amount {...props} />
      <ByKind {...props} />
      <Narrowed {...props} />
    </div>
  );
}

function Amount(props: FieldsProps) {
  const t = useTranslations('limits.form');
  const { draft, currency } = props;
  if (draft.kind === 'budget')
    return (
      <Text {...props} name="amount" label={t('money', { currency: currency ?? t('currencyLater') })} mono decimal />
    );
  return <Count {...props} name="amount" label={t(draft.kind === 'concurrency' ? 'atOnce' : 'howMany')} least={1} />;
}

function ByKind(props: FieldsProps) {
  const t = useTranslations('limits.form');
  const { kind } = props.draft;
  switch (kind) {
    case 'rate':
      return (
        <>
          <Count {...props} name="seconds" label={t('everySeconds')} least={1} />
          <Count {...props} name="burst" label={t('burst')} hint={t('burstHint')} least={1} optional />
        </>
      );
    case 'paced':
      return (
        <>
          <Count {...props} name="seconds" label={t('everySeconds')} least={1} />
          <Count {...props} name="queue" label={t('queue')} hint={t('queueHint')} least={0} />
          <Count {...props} name="maxWaitSeconds" label={t('maxWait')} least={0} />
        </>
      );
    case 'window':
      return (
        <>
          <Choose {...props} name="unit" options={['requests', 'tokens']} label={t('unit')} />
          <Choose {...props} name="window" options={['minute', 'hour', 'day']} label={t('per')} />
          <Choose {...props} name="shape" options={['sliding', 'fixed']} label={t('shape')} hint={t('shapeHint')} />
        </>
      );
    case 'quota':
      return (
        <>
          <Choose {...props} name="unit" options={['requests', 'tokens']} label={t('unit')} />
          <Choose {...props} name="period" options={['day', 'month']} label={t('period')} />
        </>
      );
    case 'budget':
      return (
        <>
          <Choose {...props} name="period" options={['day', 'month']} label={t('period')} />
          <Choose {...props} name="stop" options={['hard', 'soft']} label={t('stop')} />
          <Count {...props} name="warnAtPercent" label={t('warnAt')} least={1} />
        </>
      );
    case 'concurrency':
      return null;
  }
}

/** For whom, of what, and while the store is away. */
function Narrowed(props: FieldsProps) {
  const t = useTranslations('limits.form');
  return (
    <>
      <Choose
        {...props}
        name="per"
        options={['', 'end_user', 'model', 'address']}
        label={t('apart')}
        hint={t('apartHint')}
      />
      <Text {...props} name="models" label={t('models')} hint={t('modelsHint')} mono optional />
      {props.draft.kind !== 'budget' && (
        <Choose
          {...props}
          name="onStoreFailure"
          options={['closed', 'local']}
          label={t('store')}
          hint={t('storeHint')}
        />
      )}
    </>
  );
}

interface OneProps extends FieldsProps {
  name: Exclude<keyof LimitDraft, 'kind'>;
  label: ReactNode;
  hint?: ReactNode;
}

function Count({
  draft,
  onChange,
  errors,
  name,
  label,
  hint,
  least,
  optional = false,
}: OneProps & { least: number; optional?: boolean }) {
  return (
    <Field label={label} hint={hint} error={errors[name]}>
      <Input
        type="number"
        min={least}
        step={1}
        required={!optional}
        value={draft[name]}
        onChange={(event) => onChange({ [name]: event.target.value })}
      />
    </Field>
  );
}

interface TextProps extends OneProps {
  mono?: boolean;
  decimal?: boolean;
  optional?: boolean;
}

function Text({
  draft,
  onChange,
  errors,
  name,
  label,
  hint,
  mono = false,
  decimal = false,
  optional = false,
}: TextProps) {
  return (
    <Field label={label} hint={hint} error={errors[name]}>
      <Input
        value={draft[name]}
        onChange={(event) => onChange({ [name]: event.target.value })}
        required={!optional}
        autoComplete="off"
        spellCheck={false}
        {...(decimal ? { inputMode: 'decimal' as const } : {})}
        {...(mono ? { className: 'font-mono' } : {})}
      />
    </Field>
  );
}

type Option = '' | 'requests' | 'tokens' | 'minute' | 'hour' | 'day' | 'month' | 'sliding' | 'fixed' | 'hard' | 'soft'
  | 'end_user' | 'model' | 'address' | 'closed' | 'local'; // prettier-ignore

function Choose({ draft, onChange, errors, name, label, hint, options }: OneProps & { options: readonly Option[] }) {
  const t = useTranslations('limits.form.option');
  return (
    <Field label={label} hint={hint} error={errors[name]}>
      <Select value={draft[name]} onChange={(event) => onChange({ [name]: event.target.value })}>
        {options.map((option) => (
          <option key={option} value={option}>
            {t(option === '' ? 'together' : option)}
          </option>
        ))}
      </Select>
    </Field>
  );
}
