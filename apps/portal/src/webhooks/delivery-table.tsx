'use client';

/** A list of deliveries: the whole row opens the delivery. */
import type { DeliveryView } from '@turnpike/contracts/management/webhooks';
import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '../ui/data-table';
import { Count } from '../ui/figures';
import { Instant } from '../ui/instant';
import { DeliveryState, LastAnswer } from './delivery-state';

interface DeliveryTableProps {
  deliveries: readonly DeliveryView[];
  /** Where each goes; of no use where all go to one endpoint. */
  withAddress?: boolean;
}

export function DeliveryTable({ deliveries, withAddress = false }: DeliveryTableProps) {
  const t = useTranslations('webhooks.deliveries');
  return (
    <DataTable
      name={withAddress ? 'all-deliveries' : 'deliveries'}
      label={t('tableLabel')}
      columns={useColumns(withAddress)}
      rows={deliveries}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/app/webhooks/deliveries/${id}`}
    />
  );
}

function useColumns(withAddress: boolean): Column<DeliveryView>[] {
  const t = useTranslations('webhooks.delivery');
  const address: Column<DeliveryView> = {
    id: 'to',
    header: t('column.to'),
    cell: ({ url, endpointId }) => (
      <span className="grid min-w-48">
        <code className="max-w-72 truncate text-xs">{url}</code>
        {endpointId === null && <span className="text-2xs text-quiet">{t('callback')}</span>}
      </span>
    ),
  };
  return [
    {
      id: 'type',
      header: t('column.type'),
      fixed: true,
      cell: ({ type, eventId }) => (
        <span className="grid">
          <span className="font-[600]">{type}</span>
          <code className="text-2xs text-quiet">{`${eventId.slice(0, 4)}…${eventId.slice(-6)}`}</code>
        </span>
      ),
    },
    { id: 'state', header: t('column.state'), cell: ({ state }) => <DeliveryState state={state} /> },
    ...(withAddress ? [address] : []),
    { id: 'answer', header: t('column.answer'), cell: (delivery) => <LastAnswer delivery={delivery} /> },
    {
      id: 'attempts',
      header: t('column.attempts'),
      numeric: true,
      cell: ({ attempts }) => <Count value={attempts} />,
    },
    {
      id: 'next',
      header: t('column.next'),
      cell: ({ nextAttemptAt }) =>
        nextAttemptAt === null ? <span className="text-quiet">–</span> : <Instant iso={nextAttemptAt} />,
    },
    { id: 'created', header: t('column.created'), cell: ({ createdAt }) => <Instant iso={createdAt} /> },
  ];
}
