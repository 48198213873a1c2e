'use client';

import type { PaymentDetailView } from '@turnpike/contracts/management/payments';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { refreshPaymentAction } from '../app/(console)/app/billing/actions';
import { amountText } from '../ui/amount-text';
import { askPortal } from '../ui/ask-portal';
import { Button, LinkButton } from '../ui/button';
import { FormError } from '../ui/form-error';
import { PublicId } from '../ui/public-id';
import { useAction } from '../ui/use-action';

const POLL_MS = 1_000;
/** Webhooks take a second or two; after this a person wants to do something. */
const LATE_MS = 8_000;

/** Shows how a payment stands until it is decided; says so to screen readers too. */
export function PaymentWatch({ initial }: { initial: PaymentDetailView }) {
  const { data: payment, refetch } = useQuery({
    queryKey: ['payment', initial.id],
    queryFn: ({ signal }) =>
      askPortal<PaymentDetailView>(`/app/billing/return/state?payment=${encodeURIComponent(initial.id)}`, signal),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.status === 'pending' ? POLL_MS : false),
  });
  return (
    <section aria-live="polite" className="grid justify-items-start gap-3 rounded-box border border-line px-5 py-8">
      {payment.status === 'pending' ? (
        <Waiting payment={payment} onAsked={() => void refetch()} />
      ) : (
        <Decided payment={payment} />
      )}
      <PublicId id={payment.id} className="mt-2 text-quiet" />
    </section>
  );
}

function Waiting({ payment, onAsked }: { payment: PaymentDetailView; onAsked: () => void }) {
  const t = useTranslations('billing.return');
  const [late, setLate] = useState(false);
  const { run, pending, error } = useAction(refreshPaymentAction, { onSuccess: onAsked });
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (payment.failure !== '') {
    return (
      <Outcome
        icon={<CircleX aria-hidden className="size-6 text-stopped" />}
        title={t('strange')}
        lead={payment.failure}
      >
        <LinkButton href="/app/billing">{t('toBilling')}</LinkButton>
      </Outcome>
    );
  }
  return (
    <Outcome
      icon={<LoaderCircle aria-hidden className="size-6 animate-spin text-attention" />}
      title={t('waiting')}
      lead={t(late ? 'late' : 'waitingLead')}
    >
      {late && (
        <Button pending={pending} onClick={() => run({ paymentId: payment.id })}>
          {t('ask')}
        </Button>
      )}
      <FormError error={error} />
    </Outcome>
  );
}

function Decided({ payment }: { payment: PaymentDetailView }) {
  const t = useTranslations('billing.return');
  const { status, amount, currency, subscriptionId } = payment;
  if (status === 'paid') {
    return (
      <Outcome
        icon={<CircleCheck aria-hidden className="size-6 text-live" />}
        title={t('paid', { amount: amountText(amount), currency })}
        lead={t('paidLead')}
      >
        {subscriptionId === null ? (
          <LinkButton variant="primary" href="/app/keys">
            {t('toKeys')}
          </LinkButton>
        ) : (
          <LinkButton variant="primary" href={`/app/subscriptions/${subscriptionId}`}>
            {t('toSubscription')}
          </LinkButton>
        )}
        <LinkButton href="/app/billing">{t('toBilling')}</LinkButton>
      </Outcome>
    );
  }
  const end = status === 'expired' ? 'expired' : 'failed';
  return (
    <Outcome icon={<CircleX aria-hidden className="size-6 text-stopped" />} title={t(end)} lead={t(`${end}Lead`)}>
      <LinkButton href="/app/billing">{t('toBilling')}</LinkButton>
    </Outcome>
  );
}

function Outcome(props: { icon: ReactNode; title: string; lead: string; children: ReactNode }) {
  return (
    <>
      {props.icon}
      <h2 className="text-lg">{props.title}</h2>
      <p className="max-w-prose text-quiet">{props.lead}</p>
      <div className="mt-2 flex flex-wrap gap-2">{props.children}</div>
    </>
  );
}
