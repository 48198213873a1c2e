/** An endpoint's health of a day, why it is stopped when it is, and its facts. */
import type { WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import { getTranslations } from 'next-intl/server';
import { Card } from '../ui/card';
import { Facts } from '../ui/facts';
import { Count, Duration } from '../ui/figures';
import { Instant } from '../ui/instant';
import { PublicId } from '../ui/public-id';
import { Stat, StatRow } from '../ui/stat';
import { EndpointState } from './endpoint-state';

export async function EndpointFacts({ endpoint }: { endpoint: WebhookEndpointView }) {
  const t = await getTranslations('webhooks');
  const { health, state, events, failingSince, previousSecretUntil } = endpoint;
  return (
    <>
      {state !== 'enabled' && (
        <p role="status" className="max-w-prose rounded-box border border-line bg-surface px-4 py-3">
          {t(`stateNote.${state}`)}
        </p>
      )}
      <section aria-label={t('health.title')}>
        <h2 className="mb-3 text-md">{t('health.title')}</h2>
        <StatRow>
          <Stat label={t('health.delivered')} value={<Count value={health.delivered} />} />
          <Stat
            label={t('health.failed')}
            value={<Count value={health.failed} {...(health.failed > 0 ? { className: 'text-stopped' } : {})} />}
          />
          <Stat
            label={t('health.pending')}
            value={<Count value={health.pending} {...(health.pending > 0 ? { className: 'text-attention' } : {})} />}
          />
          <Stat label={t('health.median')} value={health.medianMs === null ? '–' : <Duration ms={health.medianMs} />} />
          <Stat
            label={t('health.last')}
            value={health.lastDeliveredAt === null ? '–' : <Instant iso={health.lastDeliveredAt} />}
          />
        </StatRow>
      </section>
      <Card title={t('detail.facts')}>
        <Facts
          columns={2}
          facts={[
            [t('column.state'), <EndpointState key="state" state={state} />],
            [
              t('column.events'),
              events.length === 0 ? (
                t('allEvents')
              ) : (
                <code key="events" className="text-xs">
                  {events.join(', ')}
                </code>
              ),
            ],
            [t('detail.id'), <PublicId key="id" id={endpoint.id} short />],
            [t('column.created'), <Instant key="created" iso={endpoint.createdAt} />],
            ...(failingSince === null
              ? []
              : [[t('detail.failingSince'), <Instant key="failing" iso={failingSince} />] as const]),
            ...(previousSecretUntil === null
              ? []
              : [[t('rotate.both'), <Instant key="both" iso={previousSecretUntil} />] as const]),
          ]}
        />
      </Card>
    </>
  );
}
