'use client';

import { type AccessAttribute, type AccessOperator, operatorsOf } from '@turnpike/domain/access-attributes';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Select } from '../ui/input';
import { attributesOf, type DraftCondition, withAttribute, withOperator } from './condition-draft';
import { ConditionValue } from './condition-value';
import type { ValueOptions } from './policy-options';

interface ConditionRowProps {
  condition: DraftCondition;
  index: number;
  realm: 'call' | 'manage';
  options: ValueOptions;
  /** By part of the condition. */
  errorAt: (part: string) => string | undefined;
  onChange: (condition: DraftCondition) => void;
  onRemove: () => void;
}

/** One test of a policy. */
export function ConditionRow(props: ConditionRowProps) {
  const { condition, index, realm, options, errorAt, onChange, onRemove } = props;
  const t = useTranslations('access');
  const { attribute, operator } = condition;
  return (
    <div className="grid grid-cols-1 gap-3 rounded-box border border-line p-3">
      <div className="grid grid-cols-[1fr_1fr_auto] items-end gap-3">
        <Field label={t('policy.attributeLabel')} error={errorAt('attribute')}>
          <Select
            value={attribute}
            onChange={(event) => onChange(withAttribute(event.target.value as AccessAttribute))}
          >
            {attributesOf(realm).map((name) => (
              <option key={name} value={name}>
                {t(`attribute.${name}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('policy.operatorLabel')} error={errorAt('operator')}>
          <Select
            value={operator}
            onChange={(event) => onChange(withOperator(condition, event.target.value as AccessOperator))}
          >
            {operatorsOf(attribute).map((name) => (
              <option key={name} value={name}>
                {t(`operator.${name}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Button
          variant="ghost"
          size="icon-sm"
          onClick={onRemove}
          aria-label={t('policy.remove', { number: index + 1 })}
        >
          <X aria-hidden />
        </Button>
      </div>
      <ConditionValue
        condition={condition}
        options={options[attribute]}
        error={errorAt('value')}
        onChange={(values) => onChange({ ...condition, values })}
      />
    </div>
  );
}
