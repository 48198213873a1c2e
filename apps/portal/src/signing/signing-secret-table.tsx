'use client';

/** The list of signing secrets, with a menu at each end that does what can be done to it. */
import type { SigningSecretView } from '@turnpike/contracts/management/signing';
import { Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { KeyStatus } from '../keys/key-table';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy-button';
import { type Column, DataTable } from '../ui/data-table';
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from '../ui/dropdown-menu';
import { Instant } from '../ui/instant';
import { deedsFor, type SigningSecretDeed, SigningSecretDeedDialog } from './signing-secret-deeds';

interface SigningSecretTableProps {
  rows: readonly SigningSecretView[];
  mayWrite: boolean;
  /** The reader's own, as this server sees it. */
  ownAddress: string | null;
}

export function SigningSecretTable({ rows, mayWrite, ownAddress }: SigningSecretTableProps) {
  const t = useTranslations('signing');
  const [under, setUnder] = useState<{ target: SigningSecretView; deed: SigningSecretDeed } | null>(null);
  const menu = (target: SigningSecretView) => (
    <SigningSecretMenu target={target} onChoose={(deed) => setUnder({ target, deed })} />
  );
  return (
    <>
      <DataTable
        name="signing-secrets"
        label={t('tableLabel')}
        columns={useColumns()}
        rows={rows}
        rowId={({ id }) => id}
        {...(mayWrite ? { rowActions: menu } : {})}
      />
      {under !== null && <SigningSecretDeedDialog {...under} ownAddress={ownAddress} onClose={() => setUnder(null)} />}
    </>
  );
}

function SigningSecretMenu({
  target,
  onChoose,
}: {
  target: SigningSecretView;
  onChoose: (deed: SigningSecretDeed) => void;
}) {
  const t = useTranslations('signing');
  const deeds = deedsFor(target);
  if (deeds.length === 0) return null;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={t('menuFor', { name: target.name })}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {deeds.map((deed) => (
          <DropdownMenuItem key={deed} danger={deed === 'revoke'} onSelect={() => onChoose(deed)}>
            {t(`${deed}.action`)}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function useColumns(): Column<SigningSecretView>[] {
  const t = useTranslations('signing');
  const keys = useTranslations('keys');
  return [
    {
      id: 'name',
      header: t('column.name'),
      fixed: true,
      cell: ({ name, id }) => (
        <span className="grid">
          <span className="max-w-64 truncate font-[600]">{name}</span>
          <span className="inline-flex items-center gap-1">
            <code className="text-2xs text-quiet">{id}</code>
            <CopyButton text={id} label={t('copyId')} />
          </span>
        </span>
      ),
    },
    { id: 'application', header: t('column.application'), cell: ({ application }) => application },
    {
      id: 'algorithm',
      header: t('column.algorithm'),
      cell: ({ algorithm }) => <code className="whitespace-nowrap">{algorithm}</code>,
    },
    {
      id: 'environment',
      header: t('column.environment'),
      cell: ({ environment }) => (
        <Badge tone={environment === 'test' ? 'test' : 'quiet'}>{keys(`environment.${environment}`)}</Badge>
      ),
    },
    {
      id: 'status',
      header: t('column.status'),
      cell: ({ status, expiresAt }) => <KeyStatus status={status} expiresAt={expiresAt} />,
    },
    {
      id: 'networks',
      header: t('column.networks'),
      cell: ({ addresses }) =>
        addresses.length === 0 ? (
          <span className="text-quiet">{t('anywhere')}</span>
        ) : (
          <Badge>{t('networks', { count: addresses.length })}</Badge>
        ),
    },
    {
      id: 'lastUsed',
      header: t('column.lastUsed'),
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? <span className="text-quiet">{t('neverUsed')}</span> : <Instant iso={lastUsedAt} />,
    },
    {
      id: 'created',
      header: t('column.created'),
      hidden: true,
      cell: ({ createdAt }) => <Instant iso={createdAt} show="date" />,
    },
  ];
}
