'use client';

import { DEFAULT_OPERATIONS } from '@turnpike/contracts/management/products';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createProductAction } from '../app/(console)/admin/products/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';
import { ChoiceList } from './choice-list';
import { NameAndSlug } from './name-and-slug';
import { ProductPolicyFields, type ProductPolicy } from './product-fields';

const BEGIN: ProductPolicy = { approval: 'manual', visibility: 'public', clientGonePolicy: 'drain' };

/** Makes a product as a draft: what nobody can subscribe to needs no plan yet. */
export function ProductForm({ models }: { models: readonly string[] }) {
  const t = useTranslations('admin.products');
  const f = useTranslations('admin.fields');
  const router = useRouter();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState('');
  const [description, setDescription] = useState('');
  const [policy, setPolicy] = useState(BEGIN);
  const [chosen, setChosen] = useState<string[]>([]);
  const [operations, setOperations] = useState<string[]>([...DEFAULT_OPERATIONS]);
  const { run, pending, error, fieldErrors } = useAction(createProductAction, {
    success: t('created'),
    onSuccess: ({ id }) => router.push(`/admin/products/${id}`),
  });
  const submit = () =>
    run({
      name,
      description,
      ...policy,
      lifecycle: 'draft',
      models: chosen,
      operations,
      ...(slug === '' ? {} : { slug }),
    });
  return (
    <form
      className="grid max-w-2xl gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Card title={f('facts')}>
        <div className="grid gap-4">
          <NameAndSlug
            name={name}
            slug={slug}
            onName={setName}
            onSlug={setSlug}
            errors={fieldErrors}
            nameHint={t('nameHint')}
          />
          <Field label={f('description')} hint={t('descriptionHint')} error={fieldErrors.description}>
            <Textarea value={description} onChange={(event) => setDescription(event.target.value)} maxLength={2000} />
          </Field>
          <ProductPolicyFields
            value={policy}
            onChange={(change) => setPolicy((before) => ({ ...before, ...change }))}
          />
        </div>
      </Card>
      <Offer
        models={models}
        chosen={chosen}
        onChosen={setChosen}
        operations={operations}
        onOperations={setOperations}
        errors={fieldErrors}
      />
      <FormError error={error} />
      <div>
        <Button type="submit" variant="primary" pending={pending}>
          {t('createDraft')}
        </Button>
      </div>
    </form>
  );
}

interface OfferProps {
  models: readonly string[];
  chosen: readonly string[];
  onChosen: (models: string[]) => void;
  operations: readonly string[];
  onOperations: (operations: string[]) => void;
  errors: Readonly<Record<string, string>>;
}

function Offer({ models, chosen, onChosen, operations, onOperations, errors }: OfferProps) {
  const t = useTranslations('admin.products');
  return (
    <Card title={t('offer')} lead={t('offerLead')}>
      <div className="grid gap-4">
        <ChoiceList legend={t('models')} options={models} chosen={chosen} onChange={onChosen} error={errors.models} />
        <ChoiceList
          legend={t('operations')}
          options={DEFAULT_OPERATIONS}
          chosen={operations}
          onChange={onOperations}
          error={errors.operations}
        />
      </div>
    </Card>
  );
}
