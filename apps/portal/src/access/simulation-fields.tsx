'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input, Select } from '../ui/input';
import type { ValueOption, ValueOptions } from './policy-options';

export interface SimulationTexts {
  realm: 'call' | 'manage';
  /** Id of a key or an application. */
  caller: string;
  operation: string;
  model: string;
  product: string;
  endUser: string;
  /** Id of a person or a role, or the name of a role that every organisation has. */
  who: string;
  action: string;
  resourceId: string;
  address: string;
  at: string;
}

interface SimulationFieldsProps {
  texts: SimulationTexts;
  options: ValueOptions;
  callers: readonly ValueOption[];
  errors: Readonly<Record<string, string>>;
  onChange: (change: Partial<SimulationTexts>) => void;
}

/** What is tried, by whom, from where and when. */
export function SimulationFields(props: SimulationFieldsProps) {
  const { texts, errors, onChange } = props;
  const t = useTranslations('access.simulator');
  return (
    <>
      <Field label={t('realm')}>
        <Select
          value={texts.realm}
          onChange={(event) => onChange({ realm: event.target.value as SimulationTexts['realm'] })}
        >
          {(['call', 'manage'] as const).map((realm) => (
            <option key={realm} value={realm}>
              {t(`realms.${realm}`)}
            </option>
          ))}
        </Select>
      </Field>
      {texts.realm === 'call' ? <CallFields {...props} /> : <ActFields {...props} />}
      <Text name="address" label={t('address')} {...{ texts, errors, onChange }} />
      <Field label={t('at')} error={errors.at}>
        <Input type="datetime-local" value={texts.at} onChange={(event) => onChange({ at: event.target.value })} />
      </Field>
    </>
  );
}

function CallFields({ texts, callers, errors, onChange }: SimulationFieldsProps) {
  const t = useTranslations('access.simulator');
  const shared = { texts, errors, onChange };
  return (
    <>
      <Field label={t('caller')} error={errors.keyId} hint={callers.length === 0 ? t('noCaller') : undefined}>
        <Select value={texts.caller} onChange={(event) => onChange({ caller: event.target.value })}>
          {callers.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Text name="operation" label={t('operation')} {...shared} />
      <Text name="model" label={t('model')} {...shared} />
      <Text name="product" label={t('product')} {...shared} />
      <Text name="endUser" label={t('endUser')} {...shared} />
    </>
  );
}

function ActFields({ texts, options, errors, onChange }: SimulationFieldsProps) {
  const t = useTranslations('access.simulator');
  const people = options['actor.id'] ?? [];
  const roles = options['actor.role'] ?? [];
  return (
    <>
      <Field label={t('who')} error={errors.userId}>
        <Select value={texts.who} onChange={(event) => onChange({ who: event.target.value })}>
          {roles.map(({ value, label }) => (
            <option key={value} value={value}>
              {t('anyOf', { role: label })}
            </option>
          ))}
          {people.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('action')} error={errors.action}>
        <Select value={texts.action} onChange={(event) => onChange({ action: event.target.value })}>
          {(options.action ?? []).map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Text name="resourceId" label={t('resource')} {...{ texts, errors, onChange }} />
    </>
  );
}

interface TextProps extends Pick<SimulationFieldsProps, 'texts' | 'errors' | 'onChange'> {
  name: keyof SimulationTexts;
  label: string;
}

function Text({ name, label, texts, errors, onChange }: TextProps) {
  return (
    <Field label={label} error={errors[name]}>
      <Input
        value={texts[name]}
        onChange={(event) => onChange({ [name]: event.target.value })}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
    </Field>
  );
}
