'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateTenantAction } from '../app/(console)/org/settings/actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { ZoneField } from './zone-field';

interface SettingsFormProps {
  name: string;
  timeZone: string;
  zones: readonly string[];
  mayWrite: boolean;
}

/** An organisation's name and time zone. */
export function SettingsForm({ name, timeZone, zones, mayWrite }: SettingsFormProps) {
  const t = useTranslations('organisation.settings');
  const [newName, setName] = useState(name);
  const [zone, setZone] = useState(timeZone);
  const { run, pending, error, fieldErrors } = useAction(updateTenantAction, { success: t('saved') });
  const isSame = newName.trim() === name && zone === timeZone;
  return (
    <form
      className="grid max-w-lg gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ name: newName, timeZone: zone });
      }}
    >
      <Field label={t('name')} error={fieldErrors.name}>
        <Input
          value={newName}
          onChange={(event) => setName(event.target.value)}
          autoComplete="organization"
          maxLength={120}
          required
          disabled={!mayWrite}
        />
      </Field>
      <ZoneField zones={zones} value={zone} onChange={setZone} error={fieldErrors.timeZone} disabled={!mayWrite} />
      <FormError error={error !== null && Object.keys(fieldErrors).length > 0 ? null : error} />
      {mayWrite ? (
        <div>
          <Button type="submit" variant="primary" pending={pending} disabled={isSame}>
            {t('save')}
          </Button>
        </div>
      ) : (
        <p className="text-xs text-quiet">{t('readOnly')}</p>
      )}
    </form>
  );
}
