'use client';

/** The list of endpoints: the whole row leads to the endpoint. */
import type { WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '../ui/data-table';
import { Duration } from '../ui/figures';
import { Instant } from '../ui/instant';
import { EndpointState } from './endpoint-state';

export function EndpointTable({ endpoints }: { endpoints: readonly WebhookEndpointView[] }) {
  const t = useTranslations('webhooks');
  return (
    <DataTable
      name="webhooks"
      label={t('tableLabel')}
      columns={useColumns()}
      rows={endpoints}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/app/webhooks/${id}`}
    />
  );
}

function useColumns(): Column<WebhookEndpointView>[] {
  const t = useTranslations('webhooks');
  const quiet = (text: string) => <span className="text-quiet">{text}</span>;
  return [
    {
      id: 'url',
      header: t('column.url'),
      fixed: true,
      cell: ({ url, description }) => (
        <span className="grid min-w-48">
          <code className="max-w-96 truncate text-xs font-[600]">{url}</code>
          {description !== '' && <span className="max-w-96 truncate text-2xs text-quiet">{description}</span>}
        </span>
      ),
    },
    {
      id: 'events',
      header: t('column.events'),
      cell: ({ events }) => (
        <span className="whitespace-nowrap" title={events.join(', ')}>
          {events.length === 0
            ? t('allEvents')
            : events.length === 1
              ? events[0]
              : t('eventCount', { count: events.length })}
        </span>
      ),
    },
    { id: 'state', header: t('column.state'), cell: ({ state }) => <EndpointState state={state} /> },
    { id: 'health', header: t('column.health'), cell: ({ health }) => <HealthLine health={health} /> },
    {
      id: 'median',
      header: t('column.median'),
      numeric: true,
      cell: ({ health }) => (health.medianMs === null ? quiet('–') : <Duration ms={health.medianMs} />),
    },
    {
      id: 'last',
      header: t('column.last'),
      cell: ({ health }) =>
        health.lastDeliveredAt === null ? quiet(t('never')) : <Instant iso={health.lastDeliveredAt} />,
    },
    {
      id: 'created',
      header: t('column.created'),
      hidden: true,
      cell: ({ createdAt }) => <Instant iso={createdAt} show="date" />,
    },
  ];
}

/** What became of the day's deliveries, those that need attention in their colour. */
function HealthLine({ health: { delivered, failed, pending } }: { health: WebhookEndpointView['health'] }) {
  const t = useTranslations('webhooks.health');
  if (delivered + failed + pending === 0) return <span className="text-quiet">{t('none')}</span>;
  return (
    <span className="inline-flex flex-wrap gap-x-3 whitespace-nowrap">
      <span>{t('deliveredShort', { count: delivered })}</span>
      {failed > 0 && <span className="text-stopped">{t('failedShort', { count: failed })}</span>}
      {pending > 0 && <span className="text-attention">{t('pendingShort', { count: pending })}</span>}
    </span>
  );
}
