'use client';

import type { ProductView } from '@turnpike/contracts/management/products';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateProductAction } from '../app/(console)/admin/products/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';
import { ProductPolicyFields } from './product-fields';

/** Words and policies of a product. */
export function ProductSettings({ product }: { product: ProductView }) {
  const t = useTranslations('admin.products');
  const f = useTranslations('admin.fields');
  const { name, description, approval, visibility, clientGonePolicy, fallbackAnswer } = product;
  const [changes, setChanges] = useState({ name, description, approval, visibility, clientGonePolicy, fallbackAnswer });
  const change = (part: Partial<typeof changes>) => setChanges((before) => ({ ...before, ...part }));
  const { run, pending, error, fieldErrors } = useAction(updateProductAction, { success: f('saved') });
  return (
    <Card title={t('settings')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ product: product.id, changes });
        }}
      >
        <Field label={f('name')} error={fieldErrors['changes.name']}>
          <Input
            value={changes.name}
            onChange={(event) => change({ name: event.target.value })}
            required
            maxLength={120}
          />
        </Field>
        <Field label={f('description')} hint={t('descriptionHint')} error={fieldErrors['changes.description']}>
          <Textarea
            value={changes.description}
            onChange={(event) => change({ description: event.target.value })}
            maxLength={2000}
          />
        </Field>
        <ProductPolicyFields
          value={changes}
          onChange={change}
          fallbackAnswerError={fieldErrors['changes.fallbackAnswer']}
        />
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
