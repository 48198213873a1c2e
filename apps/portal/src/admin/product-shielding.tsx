'use client';

import { INSPECTION_MODES, type InspectionMode } from '@turnpike/contracts/access';
import type { ProductView } from '@turnpike/contracts/management/products';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateProductAction } from '../app/(console)/admin/products/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';

const MAX_AGE_SECONDS = 600;

/** Which pages may call a product from a browser, and what becomes of requests that look like attacks. */
export function ProductShielding({ product }: { product: ProductView }) {
  const t = useTranslations('security.product');
  const f = useTranslations('admin.fields');
  const [origins, setOrigins] = useState(product.cors?.origins.join('\n') ?? '');
  const [maxAge, setMaxAge] = useState(String(product.cors?.maxAgeSeconds ?? MAX_AGE_SECONDS));
  const [inspection, setInspection] = useState<InspectionMode>(product.inspection);
  const { run, pending, error, fieldErrors } = useAction(updateProductAction, { success: f('saved') });
  const named = origins.split(/\s+/).filter((origin) => origin !== '');
  const cors = named.length === 0 ? null : { origins: named, maxAgeSeconds: Number(maxAge) };
  return (
    <Card title={t('title')} lead={t('lead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ product: product.id, changes: { cors, inspection } });
        }}
      >
        <Field label={t('origins')} hint={t('originsHint')} error={fieldErrors['cors.origins']}>
          <Textarea
            rows={3}
            className="font-mono text-xs"
            value={origins}
            onChange={(event) => setOrigins(event.target.value)}
            spellCheck={false}
          />
        </Field>
        {cors !== null && (
          <Field label={t('maxAge')} error={fieldErrors['changes.cors.maxAgeSeconds']}>
            <Input
              type="number"
              min={0}
              max={86_400}
              value={maxAge}
              onChange={(event) => setMaxAge(event.target.value)}
              required
            />
          </Field>
        )}
        <Field label={t('inspection')} hint={t(`hints.${inspection}`)}>
          <Select value={inspection} onChange={(event) => setInspection(event.target.value as InspectionMode)}>
            {INSPECTION_MODES.map((mode) => (
              <option key={mode} value={mode}>
                {t(`modes.${mode}`)}
              </option>
            ))}
          </Select>
        </Field>
        <FormError error={error} />
        <div>
          <Button type="submit" pending={pending}>
            {f('save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
