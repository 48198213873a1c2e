'use client';

import type { AccessPolicyView } from '@turnpike/contracts/management/access-policies';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import type { ActionError } from '../server/action';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select } from '../ui/input';
import { attributesOf, conditionOf, type DraftCondition, draftOf, withAttribute } from './condition-draft';
import { ConditionRow } from './condition-row';
import type { ValueOptions } from './policy-options';
import { PolicySentence } from './policy-sentence';

export interface PolicyInput {
  name: string;
  description: string;
  rule: { realm: 'call' | 'manage'; effect: 'allow' | 'deny'; conditions: ReturnType<typeof conditionOf>[] };
  enabled: boolean;
}

interface PolicyFormProps {
  /** Null for a new one. */
  policy: AccessPolicyView | null;
  options: ValueOptions;
  pending: boolean;
  error: ActionError | null;
  /** What one would lose oneself, asked about before it is saved. */
  warning: React.ReactNode;
  onSubmit: (input: PolicyInput) => void;
  /** What was warned of is no longer what stands here. */
  onEdit: () => void;
  onCancel: () => void;
}

/** Name, rule and state of a policy, with the rule as a sentence. */
export function PolicyForm(props: PolicyFormProps) {
  const { policy, options, pending, error, warning, onSubmit, onEdit, onCancel } = props;
  const t = useTranslations('access.policy');
  const ui = useTranslations('ui');
  const [texts, setTexts] = useState({ name: policy?.name ?? '', description: policy?.description ?? '' });
  const [enabled, setEnabled] = useState(policy?.enabled ?? true);
  const [rule, setRule] = useState({
    realm: policy?.realm ?? ('call' as const),
    effect: policy?.effect ?? ('deny' as const),
    conditions: (policy?.conditions ?? []).map(draftOf),
  });
  const sent = { ...rule, conditions: rule.conditions.map(conditionOf) };
  const fields = error?.fields ?? {};
  const change = (next: Partial<typeof rule>) => {
    onEdit();
    setRule((before) => ({ ...before, ...next }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ ...texts, rule: sent, enabled });
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4">
      <Field label={t('name')} hint={t('nameHint')} error={fields.name}>
        <Input
          value={texts.name}
          onChange={(event) => setTexts({ ...texts, name: event.target.value })}
          maxLength={120}
          required
        />
      </Field>
      <Field label={t('description')} error={fields.description}>
        <Input
          value={texts.description}
          onChange={(event) => setTexts({ ...texts, description: event.target.value })}
          maxLength={500}
        />
      </Field>
      <RuleHead rule={rule} onChange={change} />
      <Conditions rule={rule} options={options} fields={fields} onChange={(conditions) => change({ conditions })} />
      {rule.realm === 'call' && rule.effect === 'allow' && speaksOfModels(rule.conditions) && (
        <p className="text-xs text-quiet">{t('lookups')}</p>
      )}
      <p aria-live="polite" className="rounded-box bg-surface px-3 py-2">
        <PolicySentence {...sent} options={options} />
      </p>
      <Checkbox label={t('enabled')} checked={enabled} onCheckedChange={(on) => setEnabled(on === true)} />
      {warning}
      <FormError error={error !== null && Object.keys(fields).length > 0 ? null : error} />
      <DialogActions>
        <Button onClick={onCancel}>{ui('cancel')}</Button>
        <Button type="submit" variant={warning === null ? 'primary' : 'danger'} pending={pending}>
          {t(warning === null ? 'save' : 'saveAnyway')}
        </Button>
      </DialogActions>
    </form>
  );
}

type Rule = Pick<PolicyInput['rule'], 'realm' | 'effect'> & { conditions: DraftCondition[] };

function RuleHead({ rule, onChange }: { rule: Rule; onChange: (change: Partial<Rule>) => void }) {
  const t = useTranslations('access.policy');
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      <Field label={t('realm')}>
        <Select
          value={rule.realm}
          // Other attributes: conditions of the other realm mean nothing here.
          onChange={(event) => onChange({ realm: event.target.value as Rule['realm'], conditions: [] })}
        >
          {(['call', 'manage'] as const).map((realm) => (
            <option key={realm} value={realm}>
              {t(`realms.${realm}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('effect')}>
        <Select value={rule.effect} onChange={(event) => onChange({ effect: event.target.value as Rule['effect'] })}>
          {(['deny', 'allow'] as const).map((effect) => (
            <option key={effect} value={effect}>
              {t(`effects.${effect}`)}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}

interface ConditionsProps {
  rule: Rule;
  options: ValueOptions;
  fields: Readonly<Record<string, string>>;
  onChange: (conditions: DraftCondition[]) => void;
}

function Conditions({ rule: { realm, conditions }, options, fields, onChange }: ConditionsProps) {
  const t = useTranslations('access.policy');
  const add = () =>
    onChange([...conditions, withAttribute(attributesOf(realm).find((one) => one === 'address') ?? 'time')]);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-xs font-[650]">{t('conditions')}</legend>
      <div className="grid grid-cols-1 gap-3">
        {conditions.length === 0 && <p className="text-quiet">{t('noConditions')}</p>}
        {conditions.map((condition, index) => (
          <ConditionRow
            key={index}
            {...{ condition, index, realm, options }}
            errorAt={(part) => fields[`rule.conditions.${index}.${part}`]}
            onChange={(next) => onChange(conditions.map((one, at) => (at === index ? next : one)))}
            onRemove={() => onChange(conditions.filter((_, at) => at !== index))}
          />
        ))}
        <div>
          <Button size="sm" onClick={add} disabled={conditions.length >= 20}>
            {t('add')}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}

function speaksOfModels(conditions: readonly DraftCondition[]): boolean {
  return conditions.some(({ attribute }) => attribute === 'resource.model' || attribute === 'resource.product');
}
