'use client';

import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { Field } from '../ui/field';
import { Select } from '../ui/input';
import { FilterBar } from '../ui/page-header';

interface Named {
  id: string;
  name: string;
}

interface LimitChoiceProps {
  applications: readonly Named[];
  applicationId: string;
  keys: readonly Named[];
  keyId: string | null;
}

/** Which application's calls, and by which key; kept in the address. */
export function LimitChoice({ applications, applicationId, keys, keyId }: LimitChoiceProps) {
  const t = useTranslations('limits');
  const router = useRouter();
  const [pending, start] = useTransition();
  const show = (application: string, key: string) =>
    start(() => router.replace(`/app/limits?application=${application}${key === '' ? '' : `&key=${key}`}`));
  return (
    <FilterBar>
      <Field label={t('application')} className="w-full sm:w-64">
        <Select value={applicationId} disabled={pending} onChange={(event) => show(event.target.value, '')}>
          {applications.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('key')} className="w-full sm:w-64">
        <Select value={keyId ?? ''} disabled={pending} onChange={(event) => show(applicationId, event.target.value)}>
          <option value="">{t('anyKey')}</option>
          {keys.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
    </FilterBar>
  );
}
