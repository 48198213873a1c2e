import { ApiError } from '@turnpike/errors/api-error';
import { getPayment } from '@turnpike/management/payments/get-payment.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PaymentWatch } from '../../../../../billing/payment-watch';
import { managementContext } from '../../../../../server/management';
import { requireTenant } from '../../../../../server/session';
import { LinkButton } from '../../../../../ui/button';
import { EmptyState } from '../../../../../ui/empty-state';
import { PageHeader } from '../../../../../ui/page-header';
import { QueryProvider } from '../../../../../ui/query-provider';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing'))('return.title') };
}

/** Where a payer comes back to: waits for the provider's word. Nothing here credits anything. */
export default async function PaymentReturnPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [{ actor }, { session: sessionId }, t] = await Promise.all([
    requireTenant(),
    searchParams,
    getTranslations('billing.return'),
  ]);
  const payment =
    typeof sessionId === 'string' ? await orNothing(getPayment(managementContext(), actor, { sessionId })) : null;
  return (
    <>
      <PageHeader title={t('title')} />
      {payment === null ? (
        <EmptyState title={t('unknown')} action={<LinkButton href="/app/billing">{t('toBilling')}</LinkButton>}>
          {t('unknownLead')}
        </EmptyState>
      ) : (
        <QueryProvider>
          <PaymentWatch initial={payment} />
        </QueryProvider>
      )}
    </>
  );
}

async function orNothing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError && (error.code === 'not_found' || error.code === 'forbidden')) return null;
    throw error;
  }
}
