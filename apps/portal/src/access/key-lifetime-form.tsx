'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { setKeyPolicyAction } from '../app/(console)/org/access/actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';

const MOST_DAYS = 3_650;

/** How many days a key may live. */
export function KeyLifetimeForm({ maxKeyDays, mayWrite }: { maxKeyDays: number | null; mayWrite: boolean }) {
  const t = useTranslations('access.lifetime');
  const [days, setDays] = useState(String(maxKeyDays ?? ''));
  const { run, pending, error, fieldErrors } = useAction(setKeyPolicyAction, { success: t('saved') });
  const wanted = days.trim() === '' ? null : Number(days);
  return (
    <form
      className="grid max-w-lg grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ maxKeyDays: wanted });
      }}
    >
      <Field label={t('days')} hint={t('daysHint')} error={fieldErrors.maxKeyDays}>
        <Input
          type="number"
          min={1}
          max={MOST_DAYS}
          step={1}
          value={days}
          onChange={(event) => setDays(event.target.value)}
          placeholder={t('unbounded')}
          disabled={!mayWrite}
        />
      </Field>
      <FormError error={error !== null && Object.keys(fieldErrors).length > 0 ? null : error} />
      {mayWrite ? (
        <div>
          <Button type="submit" variant="primary" pending={pending} disabled={wanted === maxKeyDays}>
            {t('save')}
          </Button>
        </div>
      ) : (
        <p className="text-xs text-quiet">{t('readOnly')}</p>
      )}
    </form>
  );
}
