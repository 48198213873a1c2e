import { getWebhookEndpoint } from '@turnpike/management/webhooks/get-webhook-endpoint.use-case';
import { listDeliveries } from '@turnpike/management/webhooks/list-deliveries.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { found } from '../../../../../server/found';
import { managementContext } from '../../../../../server/management';
import { requireTenant } from '../../../../../server/session';
import { LinkButton } from '../../../../../ui/button';
import { PageHeader } from '../../../../../ui/page-header';
import { DeliveryList } from '../../../../../webhooks/delivery-list';
import { EndpointDeeds } from '../../../../../webhooks/endpoint-deeds';
import { EndpointFacts } from '../../../../../webhooks/endpoint-facts';
import { maySeeWebhooks } from '../../../../../webhooks/may-see-webhooks';
import { readDeliveryList, type SearchParams } from '../../../../../webhooks/read-delivery-list';
import { receiverPage, suggestedAddress } from '../../../../../webhooks/sandbox-receiver';
import { WebhooksClosed } from '../../../../../webhooks/webhooks-closed';

interface EndpointPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('webhooks'))('detail.title') };
}

export default async function EndpointPage({ params, searchParams }: EndpointPageProps) {
  const [{ id }, query, session, t] = await Promise.all([
    params,
    searchParams,
    requireTenant(),
    getTranslations('webhooks'),
  ]);
  if (!maySeeWebhooks(session)) return <WebhooksClosed session={session} />;
  const context = managementContext();
  const asked = readDeliveryList(query);
  const [endpoint, deliveries] = await Promise.all([
    found(getWebhookEndpoint(context, session.actor, { endpointId: id })),
    found(listDeliveries(context, session.actor, { ...asked.filter, endpointId: id })),
  ]);
  const may = session.tenants.find((tenant) => tenant.id === endpoint.tenantId)?.permissions ?? [];
  const mayWrite = may.includes('webhook:write');
  const receiver = receiverPage(endpoint.url);
  const seeArrivals = receiver !== null && (
    <LinkButton href={receiver} plain>
      {t('detail.receiver')}
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title={<span className="font-mono text-lg break-all">{endpoint.url}</span>}
        lead={endpoint.description === '' ? undefined : endpoint.description}
        above={<Link href="/app/webhooks">{t('title')}</Link>}
        actions={seeArrivals}
      />
      <div className="grid grid-cols-1 gap-6">
        {mayWrite && <EndpointDeeds endpoint={endpoint} suggestion={suggestedAddress(session)} />}
        <EndpointFacts endpoint={endpoint} />
        <section>
          <h2 className="mb-3 text-md">{t('detail.deliveries')}</h2>
          <DeliveryList path={`/app/webhooks/${id}`} asked={asked} page={deliveries} />
        </section>
      </div>
    </>
  );
}
