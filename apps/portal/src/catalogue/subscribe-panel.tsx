'use client';

import type { CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { subscribeAction } from '../app/(site)/catalog/[product]/actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Money } from '../ui/figures';
import { FormError } from '../ui/form-error';
import { Input, Select, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';
import { Subscribed } from './subscribed';

const NEW = '';

interface SubscribePanelProps {
  product: Pick<CatalogueProductView, 'slug' | 'name' | 'approval'>;
  plans: readonly { slug: string; name: string; currency: string; prepayment: string | null }[];
  /** Those without an open subscription to the product. */
  applications: readonly { id: string; name: string }[];
  /** The name proposed for a new application. */
  newName: string;
  /** Whether this person's role may pay. */
  mayPay: boolean;
}

/** Joining a product: for which application, on which plan, and with which words. */
export function SubscribePanel(props: SubscribePanelProps) {
  const [done, setDone] = useState<SubscriptionView | null>(null);
  if (done !== null) return <Subscribed subscription={done} mayPay={props.mayPay} />;
  return <SubscribeForm {...props} onDone={setDone} />;
}

function SubscribeForm({
  product,
  plans,
  applications,
  newName,
  onDone,
}: SubscribePanelProps & { onDone: (subscription: SubscriptionView) => void }) {
  const t = useTranslations('catalogue');
  const [application, setApplication] = useState(applications[0]?.id ?? NEW);
  const [name, setName] = useState(newName);
  const [plan, setPlan] = useState(plans[0]?.slug ?? '');
  const [message, setMessage] = useState('');
  const { run, pending, error, fieldErrors } = useAction(subscribeAction, { onSuccess: onDone });
  const chosen = plans.find(({ slug }) => slug === plan);
  const submit = () => {
    const who = application === NEW ? { applicationName: name } : { applicationId: application };
    run({ ...who, product: product.slug, plan, message });
  };
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field label={t('plan')} error={fieldErrors.plan}>
        <Select value={plan} onChange={(event) => setPlan(event.target.value)}>
          {plans.map((one) => (
            <option key={one.slug} value={one.slug}>
              {one.name}
            </option>
          ))}
        </Select>
      </Field>
      <ApplicationFields
        applications={applications}
        application={application}
        onApplication={setApplication}
        name={name}
        onName={setName}
        errors={fieldErrors}
      />
      {product.approval === 'manual' && (
        <Field label={t('message')} hint={t('messageHint')} error={fieldErrors.message}>
          <Textarea value={message} onChange={(event) => setMessage(event.target.value)} maxLength={2000} />
        </Field>
      )}
      <FormError error={error} />
      {product.approval === 'payment' && chosen?.prepayment != null && (
        <p className="text-xs text-quiet">
          {t.rich('payNext', { amount: () => <Money amount={chosen.prepayment ?? '0'} currency={chosen.currency} /> })}
        </p>
      )}
      <Button type="submit" variant="primary" pending={pending}>
        {t(`subscribe.${product.approval}`)}
      </Button>
    </form>
  );
}

function ApplicationFields({
  applications,
  application,
  onApplication,
  name,
  onName,
  errors,
}: {
  applications: readonly { id: string; name: string }[];
  application: string;
  onApplication: (id: string) => void;
  name: string;
  onName: (name: string) => void;
  errors: Record<string, string>;
}) {
  const t = useTranslations('catalogue');
  return (
    <>
      {applications.length > 0 && (
        <Field label={t('application')} error={errors.applicationId}>
          <Select value={application} onChange={(event) => onApplication(event.target.value)}>
            {applications.map(({ id, name: label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
            <option value={NEW}>{t('newApplication')}</option>
          </Select>
        </Field>
      )}
      {application === NEW && (
        <Field label={t('applicationName')} hint={t('applicationHint')} error={errors.applicationName}>
          <Input value={name} onChange={(event) => onName(event.target.value)} maxLength={120} required />
        </Field>
      )}
    </>
  );
}
