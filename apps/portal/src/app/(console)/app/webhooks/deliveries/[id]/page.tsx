import { getDelivery } from '@turnpike/management/webhooks/get-delivery.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { found } from '../../../../../../server/found';
import { managementContext } from '../../../../../../server/management';
import { requireTenant } from '../../../../../../server/session';
import { PageHeader } from '../../../../../../ui/page-header';
import { DeliveryDetail } from '../../../../../../webhooks/delivery-detail';
import { WebhooksClosed } from '../../../../../../webhooks/webhooks-closed';
import { maySeeWebhooks } from '../../../../../../webhooks/may-see-webhooks';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('webhooks'))('delivery.title') };
}

export default async function DeliveryPage({ params }: { params: Promise<{ id: string }> }) {
  const [{ id }, session, t] = await Promise.all([params, requireTenant(), getTranslations('webhooks')]);
  if (!maySeeWebhooks(session)) return <WebhooksClosed session={session} />;
  const delivery = await found(getDelivery(managementContext(), session.actor, { deliveryId: id }));
  return (
    <>
      <PageHeader title={delivery.type} above={<Link href="/app/webhooks/deliveries">{t('deliveries.title')}</Link>} />
      <div className="max-w-3xl">
        <DeliveryDetail shown={delivery} session={session} />
      </div>
    </>
  );
}
