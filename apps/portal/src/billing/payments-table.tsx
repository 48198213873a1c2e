'use client';

import type { PaymentView } from '@turnpike/contracts/management/payments';
import { useTranslations } from 'next-intl';
import { refreshPaymentAction } from '../app/(console)/app/billing/actions';
import { StatusBadge } from '../ui/badge';
import { Button, LinkButton } from '../ui/button';
import { type Column, DataTable } from '../ui/data-table';
import { Money } from '../ui/figures';
import { FormError } from '../ui/form-error';
import { Instant } from '../ui/instant';
import { PublicId } from '../ui/public-id';
import { useAction } from '../ui/use-action';

/** Payments with what became of each; one that waits can be continued or asked about. `mayPay` shows how. */
export function PaymentsTable({ payments, mayPay = false }: { payments: readonly PaymentView[]; mayPay?: boolean }) {
  const t = useTranslations('billing.payments');
  const { run, pending, error } = useAction(refreshPaymentAction, { success: t('checked') });
  const columns = usePaymentColumns();
  return (
    <>
      {error !== null && (
        <div className="p-4">
          <FormError error={error} />
        </div>
      )}
      <DataTable
        name="payments"
        label={t('label')}
        columns={columns}
        rows={payments}
        rowId={({ id }) => id}
        {...(mayPay
          ? {
              rowActions: ({ id, checkoutUrl }: PaymentView) =>
                checkoutUrl !== null && (
                  <>
                    <Button size="sm" variant="ghost" pending={pending} onClick={() => run({ paymentId: id })}>
                      {t('check')}
                    </Button>
                    <LinkButton size="sm" href={checkoutUrl} plain>
                      {t('resume')}
                    </LinkButton>
                  </>
                ),
            }
          : {})}
      />
    </>
  );
}

function usePaymentColumns(): Column<PaymentView>[] {
  const t = useTranslations('billing.payments');
  const s = useTranslations('billing.paymentStatus');
  return [
    {
      id: 'started',
      header: t('started'),
      fixed: true,
      className: 'whitespace-nowrap',
      cell: ({ createdAt }) => <Instant iso={createdAt} />,
    },
    {
      id: 'status',
      header: t('status'),
      fixed: true,
      cell: ({ status, failure }) => (
        <>
          <StatusBadge status={status} label={s(status)} />
          {failure !== '' && <span className="mt-1 block max-w-72 min-w-48 text-xs text-stopped">{failure}</span>}
        </>
      ),
    },
    {
      id: 'amount',
      header: t('amount'),
      fixed: true,
      numeric: true,
      cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
    },
    {
      id: 'paid',
      header: t('paidAt'),
      className: 'whitespace-nowrap',
      cell: ({ paidAt }) => (paidAt === null ? '–' : <Instant iso={paidAt} />),
    },
    { id: 'id', header: t('id'), cell: ({ id }) => <PublicId id={id} short /> },
  ];
}
