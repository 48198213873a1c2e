'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createOwnTenantAction } from '../app/(console)/org/new/actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { ZoneField } from './zone-field';

/** A new organisation's name and time zone; the reader's own zone to begin with. */
export function NewTenantForm({ zone: readersZone, zones }: { zone: string; zones: readonly string[] }) {
  const t = useTranslations('organisation.create');
  const router = useRouter();
  const [name, setName] = useState('');
  const [zone, setZone] = useState(readersZone);
  const { run, pending, error, fieldErrors } = useAction(createOwnTenantAction, {
    success: t('created'),
    onSuccess: () => router.push('/app/start'),
  });
  return (
    <form
      className="grid max-w-lg gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ name, timeZone: zone });
      }}
    >
      <Field label={t('name')} hint={t('nameHint')} error={fieldErrors.name}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="organization"
          maxLength={120}
          required
        />
      </Field>
      <ZoneField zones={zones} value={zone} onChange={setZone} error={fieldErrors.timeZone} />
      <FormError error={error !== null && Object.keys(fieldErrors).length > 0 ? null : error} />
      <div>
        <Button type="submit" variant="primary" pending={pending}>
          {t('action')}
        </Button>
      </div>
    </form>
  );
}
