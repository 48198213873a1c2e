'use client';

import type { ShadowComparisonView } from '@turnpike/contracts/management/shadows';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { HttpStatus } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Count, Duration } from '../ui/figures';
import { Instant } from '../ui/instant';

/** Single calls beside their shadows, newest first: the answer given above, the shadow's below. A row leads to the call. */
export function ShadowComparisonTable({ comparisons }: { comparisons: readonly ShadowComparisonView[] }) {
  const t = useTranslations('shadows');
  const columns = [...answerColumns(t), ...figureColumns(t)];
  return (
    <DataTable
      dense
      name="admin-shadows"
      label={t('comparisons')}
      columns={columns}
      rows={comparisons}
      rowId={({ id }) => id}
      rowHref={({ requestId }) => `/admin/calls/${requestId}`}
    />
  );
}

function Both({ given, shadow }: { given: ReactNode; shadow: ReactNode }) {
  return (
    <>
      <span className="block">{given}</span>
      <span className="block text-quiet">{shadow}</span>
    </>
  );
}

function time(ms: number | null) {
  return ms === null ? '–' : <Duration ms={ms} />;
}

function count(value: number | null) {
  return value === null ? '–' : <Count value={value} />;
}

type Texts = ReturnType<typeof useTranslations<'shadows'>>;

function answerColumns(t: Texts): Column<ShadowComparisonView>[] {
  return [
    { id: 'when', header: t('when'), fixed: true, cell: ({ startedAt }) => <Instant iso={startedAt} /> },
    { id: 'model', header: t('model'), cell: ({ model }) => <code className="text-xs">{model}</code> },
    {
      id: 'provider',
      header: t('providers'),
      cell: (row) => <Both given={row.provider} shadow={row.shadowProvider} />,
    },
    {
      id: 'status',
      header: t('status'),
      cell: ({ status, shadowStatus, error }) => (
        <Both
          given={<HttpStatus status={status} />}
          shadow={
            <>
              {shadowStatus !== null && <HttpStatus status={shadowStatus} />}
              {error !== null && <code className="text-2xs"> {error}</code>}
            </>
          }
        />
      ),
    },
  ];
}

function figureColumns(t: Texts): Column<ShadowComparisonView>[] {
  return [
    {
      id: 'similarity',
      header: t('similarity'),
      numeric: true,
      cell: ({ similarity }) => (similarity === null ? '–' : similarity.toFixed(2)),
    },
    {
      id: 'finish',
      header: t('sameFinish'),
      hidden: true,
      cell: ({ sameFinish }) => (sameFinish === null ? '–' : sameFinish ? t('yes') : t('no')),
    },
    {
      id: 'firstByte',
      header: t('firstByte'),
      numeric: true,
      hidden: true,
      cell: (row) => <Both given={time(row.firstByteMs)} shadow={time(row.shadowFirstByteMs)} />,
    },
    {
      id: 'duration',
      header: t('duration'),
      numeric: true,
      cell: (row) => <Both given={time(row.durationMs)} shadow={time(row.shadowDurationMs)} />,
    },
    {
      id: 'tokens',
      header: t('tokens'),
      numeric: true,
      cell: (row) => <Both given={count(row.outputTokens)} shadow={count(row.shadowOutputTokens)} />,
    },
  ];
}
