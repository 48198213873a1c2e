import { listDeliveries } from '@turnpike/management/webhooks/list-deliveries.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { found } from '../../../../../server/found';
import { managementContext } from '../../../../../server/management';
import { requireTenant } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';
import { DeliveryList } from '../../../../../webhooks/delivery-list';
import { maySeeWebhooks } from '../../../../../webhooks/may-see-webhooks';
import { readDeliveryList, type SearchParams } from '../../../../../webhooks/read-delivery-list';
import { WebhooksClosed } from '../../../../../webhooks/webhooks-closed';

const PATH = '/app/webhooks/deliveries';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('webhooks'))('deliveries.title') };
}

export default async function DeliveriesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [session, params, t] = await Promise.all([requireTenant(), searchParams, getTranslations('webhooks')]);
  if (!maySeeWebhooks(session)) return <WebhooksClosed session={session} />;
  const { actor, tenant } = session;
  const asked = readDeliveryList(params);
  const page = await found(listDeliveries(managementContext(), actor, { ...asked.filter, tenantId: tenant.id }));
  return (
    <>
      <PageHeader
        title={t('deliveries.title')}
        lead={t('deliveries.lead')}
        above={<Link href="/app/webhooks">{t('title')}</Link>}
      />
      <DeliveryList path={PATH} asked={asked} page={page} withAddress />
    </>
  );
}
