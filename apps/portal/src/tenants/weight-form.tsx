'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { setTenantWeightAction } from '../app/(console)/admin/tenants/actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';

/** A tenant's share beside other tenants where a model's capacity is short. */
export function WeightForm({ tenantId, weight }: { tenantId: string; weight: number }) {
  const t = useTranslations('limits.override');
  const [text, setText] = useState(String(weight));
  const { run, pending, error, fieldErrors } = useAction(setTenantWeightAction, { success: t('weightSaved') });
  return (
    <form
      className="mb-4 grid max-w-sm grid-cols-1 gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        run({ tenantId, weight: Number(text) });
      }}
    >
      <Field label={t('weight')} hint={t('weightHint')} error={fieldErrors.weight}>
        <Input
          type="number"
          min={1}
          max={1000}
          step={1}
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <FormError error={error} />
      <div>
        <Button type="submit" pending={pending} disabled={Number(text) === weight}>
          {t('weightSave')}
        </Button>
      </div>
    </form>
  );
}
