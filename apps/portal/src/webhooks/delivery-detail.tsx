/** One delivery, in a drawer or on a page of its own: facts, what was sent, and what came back each time. */
import type { DeliveryDetailView } from '@turnpike/contracts/management/webhooks';
import { ApiError } from '@turnpike/errors/api-error';
import { getWebhookEndpoint } from '@turnpike/management/webhooks/get-webhook-endpoint.use-case';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';
import { Card } from '../ui/card';
import { CodeBlock } from '../ui/code-block';
import { Facts } from '../ui/facts';
import { Instant } from '../ui/instant';
import { PublicId } from '../ui/public-id';
import { AttemptList } from './attempt-list';
import { DeliveryState } from './delivery-state';
import { ReplayButton } from './replay-button';

export async function DeliveryDetail({ shown, session }: { shown: DeliveryDetailView; session: TenantSession }) {
  const t = await getTranslations('webhooks.delivery');
  const may = session.tenants.find(({ id }) => id === shown.tenantId)?.permissions ?? [];
  const mayReplay = may.includes('webhook:write');
  return (
    <div className="grid grid-cols-1 gap-6">
      {mayReplay && <ReplayButton deliveryId={shown.id} />}
      <DeliveryFacts shown={shown} isEndpointThere={await isEndpointThere(shown, session)} />
      <Card title={t('attemptsTitle')} flush>
        <AttemptList tries={shown.tries} />
      </Card>
      <section>
        <h2 className="mb-1 text-md">{t('body')}</h2>
        <p className="mb-3 text-xs text-quiet">{t('bodyLead')}</p>
        <CodeBlock label={t('body')} snippets={[{ language: 'json', label: 'JSON', code: pretty(shown.body) }]} />
      </section>
    </div>
  );
}

/** A deleted endpoint has no page; its deliveries stay. */
async function isEndpointThere({ endpointId }: DeliveryDetailView, { actor }: TenantSession): Promise<boolean> {
  if (endpointId === null) return false;
  try {
    await getWebhookEndpoint(managementContext(), actor, { endpointId });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') return false;
    throw error;
  }
}

async function DeliveryFacts({ shown, isEndpointThere }: { shown: DeliveryDetailView; isEndpointThere: boolean }) {
  const t = await getTranslations('webhooks.delivery');
  const { endpointId, nextAttemptAt, deliveredAt } = shown;
  const url = <code className="text-xs break-all">{shown.url}</code>;
  return (
    <Facts
      facts={[
        [t('column.state'), <DeliveryState key="state" state={shown.state} />],
        endpointId === null
          ? [t('callback'), url]
          : [
              t('endpoint'),
              isEndpointThere ? (
                <Link key="endpoint" href={`/app/webhooks/${endpointId}`}>
                  {url}
                </Link>
              ) : (
                url
              ),
            ],
        [t('eventId'), <PublicId key="event" id={shown.eventId} />],
        [t('id'), <PublicId key="id" id={shown.id} short />],
        [t('column.created'), <Instant key="created" iso={shown.createdAt} />],
        ...(deliveredAt === null ? [] : [[t('deliveredAt'), <Instant key="delivered" iso={deliveredAt} />] as const]),
        ...(nextAttemptAt === null ? [] : [[t('column.next'), <Instant key="next" iso={nextAttemptAt} />] as const]),
      ]}
    />
  );
}

/** For the eye; what was signed has no spaces. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
