'use client';

import type { CallView } from '@turnpike/contracts/management/calls';
import { tokensRead, tokensWritten } from '@turnpike/contracts/management/token-sums';
import { Decimal } from '@turnpike/domain/money';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { HttpStatus } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Count, Duration, Money } from '../ui/figures';
import { Instant } from '../ui/instant';

interface CallListProps {
  calls: readonly CallView[];
  /** Where a call's details are; its id follows. */
  path: '/app/calls' | '/admin/calls';
  toolbar?: ReactNode;
}

/** Calls, newest first. The platform's list has tenants, cost and margin too. */
export function CallList({ calls, path, toolbar }: CallListProps) {
  const t = useTranslations('calls');
  const columns = useColumns(path === '/admin/calls');
  return (
    <DataTable
      label={t('table')}
      name={path === '/admin/calls' ? 'admin-calls' : 'calls'}
      columns={columns}
      rows={calls}
      rowId={({ id }) => id}
      rowHref={({ id }) => `${path}/${id}`}
      dense
      toolbar={toolbar}
    />
  );
}

function useColumns(isPlatform: boolean): Column<CallView>[] {
  const t = useTranslations('calls');
  const none = <span className="text-quiet">{t('none')}</span>;
  const text = (value: string | null) => value ?? none;
  const count = (value: number | undefined) => (value === undefined ? none : <Count value={value} />);
  const platform: Column<CallView>[] = [
    { id: 'cost', header: t('cost'), numeric: true, cell: (call) => <Cost call={call} /> },
    { id: 'margin', header: t('margin'), numeric: true, cell: (call) => <Margin call={call} /> },
    { id: 'provider', header: t('provider'), hidden: true, cell: ({ provider }) => text(provider) },
  ];
  return [
    { id: 'time', header: t('time'), fixed: true, className: 'whitespace-nowrap', cell: ({ startedAt }) => <Instant iso={startedAt} /> },
    { id: 'status', header: t('status'), cell: ({ status }) => <HttpStatus status={status} /> },
    ...(isPlatform ? [{ id: 'tenant', header: t('tenant'), cell: ({ tenantName }: CallView) => text(tenantName) }] : []),
    { id: 'model', header: t('model'), cell: ({ model }) => (model === null ? none : <code className="text-xs whitespace-nowrap">{model}</code>) },
    { id: 'application', header: t('application'), cell: ({ applicationName }) => text(applicationName) },
    {
      id: 'key',
      header: t('credential'),
      hidden: isPlatform,
      cell: ({ credential }) => text(credential?.name ?? null),
    },
    { id: 'operation', header: t('operation'), hidden: true, cell: ({ operation }) => <code className="text-xs">{operation}</code> },
    { id: 'environment', header: t('mode'), hidden: !isPlatform, cell: ({ environment }) => text(environment) },
    { id: 'endUser', header: t('endUser'), hidden: true, cell: ({ endUser }) => text(endUser) },
    { id: 'input', header: t('inputTokens'), numeric: true, cell: ({ tokens }) => count(tokens === null ? undefined : tokensRead(tokens)) },
    { id: 'output', header: t('outputTokens'), numeric: true, cell: ({ tokens }) => count(tokens === null ? undefined : tokensWritten(tokens)) },
    { id: 'duration', header: t('duration'), numeric: true, cell: ({ durationMs }) => <Duration ms={durationMs} /> },
    { id: 'charge', header: t('charge'), numeric: true, cell: ({ charge, currency }) => (charge === null ? none : <Money amount={charge} currency={currency} />) },
    ...(isPlatform ? platform : []),
  ]; // prettier-ignore
}

function Cost({ call }: { call: CallView }) {
  const t = useTranslations('calls');
  if (call.cost === null) return <span className="text-quiet">{t('none')}</span>;
  return <Money amount={call.cost} currency={call.costCurrency ?? call.currency} />;
}

/** Charge less cost, where both are in one currency; what the platform bore itself is no income. */
export function Margin({ call: { charge, cost, overrun, currency, costCurrency } }: { call: CallView }) {
  const t = useTranslations('calls');
  if (charge === null || cost === null) return <span className="text-quiet">{t('none')}</span>;
  const costs = new Decimal(cost);
  if (!costs.isZero() && costCurrency !== currency) return <span className="text-quiet">{t('mixedCurrencies')}</span>;
  const margin = new Decimal(charge).minus(overrun ?? 0).minus(costs);
  return <Money amount={margin.toFixed()} currency={currency} className={margin.isNegative() ? 'text-stopped' : ''} />;
}
