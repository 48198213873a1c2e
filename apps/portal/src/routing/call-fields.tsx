'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input, Select, Textarea } from '../ui/input';

/** A call as it is typed. */
export interface CallTexts {
  model: string;
  path: string;
  headers: string;
  environment: 'live' | 'test';
  endUser: string;
  tenant: string;
}

interface CallFieldsProps {
  texts: CallTexts;
  models: readonly { id: string; name: string }[];
  errors: Readonly<Record<string, string>>;
  onChange: (change: Partial<CallTexts>) => void;
}

const code = { autoComplete: 'off', spellCheck: false, className: 'font-mono' };

/** What routing looks at of a call. */
export function CallFields({ texts, models, errors, onChange }: CallFieldsProps) {
  const t = useTranslations('routing.simulator');
  return (
    <>
      <Field label={t('model')} error={errors.model}>
        <Select value={texts.model} onChange={(event) => onChange({ model: event.target.value })} required>
          {models.map(({ id, name }) => (
            <option key={id} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('path')} error={errors.path}>
        <Input
          value={texts.path}
          onChange={(event) => onChange({ path: event.target.value })}
          required
          maxLength={200}
          {...code}
        />
      </Field>
      <Field label={t('headers')} hint={t('headersHint')} error={errors.headers}>
        <Textarea
          value={texts.headers}
          onChange={(event) => onChange({ headers: event.target.value })}
          spellCheck={false}
          className="min-h-16 font-mono"
        />
      </Field>
      <CallerFields texts={texts} errors={errors} onChange={onChange} />
    </>
  );
}

function CallerFields({ texts, errors, onChange }: Omit<CallFieldsProps, 'models'>) {
  const t = useTranslations('routing.simulator');
  return (
    <>
      <Field label={t('environment')}>
        <Select
          value={texts.environment}
          onChange={(event) => onChange({ environment: event.target.value as CallTexts['environment'] })}
        >
          <option value="live">{t('live')}</option>
          <option value="test">{t('test')}</option>
        </Select>
      </Field>
      <Field label={t('endUser')} hint={t('endUserHint')} error={errors.endUser}>
        <Input
          value={texts.endUser}
          onChange={(event) => onChange({ endUser: event.target.value })}
          placeholder={t('nobody')}
          maxLength={256}
          {...code}
        />
      </Field>
      <Field label={t('tenant')} hint={t('tenantHint')} error={errors.tenant}>
        <Input
          value={texts.tenant}
          onChange={(event) => onChange({ tenant: event.target.value })}
          placeholder={t('nobody')}
          maxLength={160}
          {...code}
        />
      </Field>
    </>
  );
}
