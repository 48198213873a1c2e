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

interface Facts extends ProductPolicy {
  name: string;
  slug: string;
  description: string;
}

const BEGIN: Facts = {
  name: '',
  slug: '',
  description: '',
  approval: 'manual',
  visibility: 'public',
  clientGonePolicy: 'drain',
  fallbackAnswer: null,
};

/** Makes a product as a draft: what nobody can subscribe to needs no plan yet. */
export function ProductForm({ models }: { models: readonly string[] }) {
  const t = useTranslations('admin.products');
  const router = useRouter();
  const [facts, setFacts] = useState(BEGIN);
  const [chosen, setChosen] = useState<string[]>([]);
  const [operations, setOperations] = useState<string[]>([...DEFAULT_OPERATIONS]);
  const { run, pending, error, fieldErrors } = useAction(createProductAction, {
    success: t('created'),
    onSuccess: ({ id }) => router.push(`/admin/products/${id}`),
  });
  const { slug, ...rest } = facts;
  const offer = { lifecycle: 'draft', models: chosen, operations };
  const submit = () => run({ ...rest, ...offer, ...(slug === '' ? {} : { slug }) });
  return (
    <form
      className="grid max-w-2xl gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ProductFacts
        facts={facts}
        onChange={(change) => setFacts((before) => ({ ...before, ...change }))}
        errors={fieldErrors}
      />
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

interface ProductFactsProps {
  facts: Facts;
  onChange: (change: Partial<Facts>) => void;
  errors: Readonly<Record<string, string>>;
}

function ProductFacts({ facts, onChange, errors }: ProductFactsProps) {
  const t = useTranslations('admin.products');
  const f = useTranslations('admin.fields');
  return (
    <Card title={f('facts')}>
      <div className="grid grid-cols-1 gap-4">
        <NameAndSlug
          name={facts.name}
          slug={facts.slug}
          onName={(name) => onChange({ name })}
          onSlug={(slug) => onChange({ slug })}
          errors={errors}
          nameHint={t('nameHint')}
        />
        <Field label={f('description')} hint={t('descriptionHint')} error={errors.description}>
          <Textarea
            value={facts.description}
            onChange={(event) => onChange({ description: event.target.value })}
            maxLength={2000}
          />
        </Field>
        <ProductPolicyFields value={facts} onChange={onChange} fallbackAnswerError={errors.fallbackAnswer} />
      </div>
    </Card>
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
      <div className="grid grid-cols-1 gap-4">
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
