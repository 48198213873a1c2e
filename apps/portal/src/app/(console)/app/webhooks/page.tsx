import { getCallbackSecret } from '@turnpike/management/webhooks/get-callback-secret.use-case';
import { listWebhookEndpoints } from '@turnpike/management/webhooks/list-webhook-endpoints.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../../../../server/management';
import { requireTenant } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { AddEndpointButton } from '../../../../webhooks/add-endpoint-button';
import { CallbackSecretCard } from '../../../../webhooks/callback-secret-card';
import { EndpointTable } from '../../../../webhooks/endpoint-table';
import { maySeeWebhooks } from '../../../../webhooks/may-see-webhooks';
import { suggestedAddress } from '../../../../webhooks/sandbox-receiver';
import { WebhooksClosed } from '../../../../webhooks/webhooks-closed';

/** More than an organisation may have. */
const LIMIT = 50;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('webhooks'))('title') };
}

export default async function WebhooksPage() {
  const [session, t] = await Promise.all([requireTenant(), getTranslations('webhooks')]);
  if (!maySeeWebhooks(session)) return <WebhooksClosed session={session} />;
  const { actor, tenant } = session;
  const context = managementContext();
  const [endpoints, callbackSecret] = await Promise.all([
    listWebhookEndpoints(context, actor, { tenantId: tenant.id, limit: LIMIT }),
    getCallbackSecret(context, actor, { tenantId: tenant.id }),
  ]);
  const mayWrite = tenant.permissions.includes('webhook:write');
  const taken = endpoints.items.map(({ url }) => url);
  const add = mayWrite ? <AddEndpointButton suggestion={suggestedAddress(session, taken)} /> : null;
  const nothing = endpoints.items.length === 0;
  const actions = (
    <>
      <LinkButton href="/app/webhooks/deliveries" variant="ghost">
        {t('allDeliveries')}
      </LinkButton>
      {!nothing && add}
    </>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={actions} />
      <div className="grid grid-cols-1 gap-6">
        {nothing ? (
          <EmptyState title={t('empty.title')} action={add ?? undefined}>
            <p>{t('empty.lead')}</p>
            {!mayWrite && <p className="mt-2">{t('empty.readOnly')}</p>}
          </EmptyState>
        ) : (
          <Card flush>
            <EndpointTable endpoints={endpoints.items} />
          </Card>
        )}
        <CallbackSecretCard secret={callbackSecret} mayWrite={mayWrite} />
      </div>
    </>
  );
}
