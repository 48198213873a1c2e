'use client';

/** The list of keys: the whole row leads to the key, and a menu at its end does what can be done to it. */
import type { ListedKeyView } from '@turnpike/contracts/management/keys';
import { Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Badge, StatusBadge } from '../ui/badge';
import { Button } from '../ui/button';
import { Spark } from '../ui/chart';
import { type Column, DataTable } from '../ui/data-table';
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from '../ui/dropdown-menu';
import { Count, Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { deedsFor, type KeyDeed, KeyDeedDialog } from './key-actions';
import { KeyBounds } from './key-bounds';

interface KeyTableProps {
  rows: readonly ListedKeyView[];
  /** May change keys, not only look at them. */
  canWrite: boolean;
  baseUrl: string;
  /** One that each application may call, by the application's id. */
  models: Readonly<Record<string, string>>;
}

export function KeyTable({ rows, canWrite, baseUrl, models }: KeyTableProps) {
  const t = useTranslations('keys');
  const [under, setUnder] = useState<{ key: ListedKeyView; deed: KeyDeed | null } | null>(null);
  return (
    <>
      <DataTable
        name="keys"
        label={t('tableLabel')}
        columns={useColumns()}
        rows={rows}
        rowId={({ id }) => id}
        rowHref={({ id }) => `/app/keys/${id}`}
        {...(canWrite
          ? {
              rowActions: (key: ListedKeyView) => <KeyMenu target={key} onChoose={(deed) => setUnder({ key, deed })} />,
            }
          : {})}
      />
      {under !== null && (
        <KeyDeedDialog
          key={under.key.id}
          target={under.key}
          deed={under.deed}
          onClose={() => setUnder({ ...under, deed: null })}
          baseUrl={baseUrl}
          models={models}
        />
      )}
    </>
  );
}

function KeyMenu({ target, onChoose }: { target: ListedKeyView; onChoose: (deed: KeyDeed) => void }) {
  const t = useTranslations('keys');
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={t('menuFor', { name: target.name })}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {deedsFor(target).map((deed) => (
          <DropdownMenuItem key={deed} danger={deed === 'revoke'} onSelect={() => onChoose(deed)}>
            {t(`${deed}.action`)}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function useColumns(): Column<ListedKeyView>[] {
  const t = useTranslations('keys');
  return [
    {
      id: 'name',
      header: t('column.name'),
      fixed: true,
      cell: ({ name, start, last4 }) => (
        <span className="grid">
          <span className="max-w-64 truncate font-[600]">{name}</span>
          <code className="text-2xs whitespace-nowrap text-quiet">{`${start}…${last4}`}</code>
        </span>
      ),
    },
    { id: 'application', header: t('column.application'), cell: ({ application }) => application },
    {
      id: 'environment',
      header: t('column.environment'),
      cell: ({ environment }) => (
        <Badge tone={environment === 'test' ? 'test' : 'quiet'}>{t(`environment.${environment}`)}</Badge>
      ),
    },
    {
      id: 'status',
      header: t('column.status'),
      cell: (key) => <KeyStatus status={key.status} expiresAt={key.expiresAt} />,
    },
    { id: 'bounds', header: t('column.bounds'), cell: (key) => <KeyBounds of={key} /> },
    {
      id: 'lastUsed',
      header: t('column.lastUsed'),
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? <span className="text-quiet">{t('neverUsed')}</span> : <Instant iso={lastUsedAt} />,
    },
    {
      id: 'week',
      header: t('column.week'),
      cell: ({ usage }) => <Spark values={usage.requestsByDay} label={t('weekLabel', { count: usage.requests })} />,
    },
    {
      id: 'requests',
      header: t('column.requests'),
      numeric: true,
      hidden: true,
      cell: ({ usage }) => <Count value={usage.requests} unit={t('requestsUnit')} />,
    },
    {
      id: 'spend',
      header: t('column.spend'),
      numeric: true,
      cell: ({ usage }) => <Money amount={usage.charge} currency={usage.currency} />,
    },
    {
      id: 'created',
      header: t('column.created'),
      hidden: true,
      cell: ({ createdAt }) => <Instant iso={createdAt} show="date" />,
    },
  ];
}

/** The status in its word, with the moment it ends where that is set. */
export function KeyStatus({ status, expiresAt }: Pick<ListedKeyView, 'status' | 'expiresAt'>) {
  const t = useTranslations('keys');
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 whitespace-nowrap">
      <StatusBadge status={status} label={t(`status.${status}`)} />
      {expiresAt !== null && (status === 'active' || status === 'disabled') && (
        <span className="text-2xs text-quiet">
          {t('ends')} <Instant iso={expiresAt} />
        </span>
      )}
    </span>
  );
}
