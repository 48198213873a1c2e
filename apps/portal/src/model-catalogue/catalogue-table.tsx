'use client';

import type { CatalogueEntryView } from '@turnpike/contracts/management/model-catalogue';
import { useTranslations } from 'next-intl';
import { typedAmount } from '../admin/per-million';
import { Shield } from '../brand/shield';
import { shortCode } from '../brand/short-code';
import { Badge } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Count, Money } from '../ui/figures';

/** What nearly all of them can isn't worth a badge in a list. */
const COMMON = 'streaming';

function NameCell({ entry }: { entry: CatalogueEntryView }) {
  const t = useTranslations('modelCatalogue');
  return (
    <span className="flex min-w-48 items-center gap-2.5">
      <Shield code={shortCode(entry.name)} small />
      <span className="grid min-w-0">
        <span className="flex flex-wrap items-center gap-2 font-[600]">
          {entry.name}
          {entry.origin !== 'shipped' && <Badge>{t(`originOf.${entry.origin}`)}</Badge>}
        </span>
        <code className="text-2xs break-all text-quiet">{entry.model}</code>
      </span>
    </span>
  );
}

/** The models of the catalogue, with the two prices everybody looks at. */
export function CatalogueTable({ entries }: { entries: readonly CatalogueEntryView[] }) {
  const t = useTranslations('modelCatalogue');
  const u = useTranslations('admin.units');
  const unknown = <span className="text-quiet">{t('unknown')}</span>;
  const priceOf = (unit: 'input_token' | 'output_token'): Column<CatalogueEntryView> => ({
    id: unit,
    header: `${u(`name.${unit}`)} ${u(`per.${unit}`)}`,
    numeric: true,
    cell: ({ prices, currency }) => {
      const amount = prices?.[unit];
      if (amount !== undefined) return <Money amount={typedAmount(amount, unit)} currency={currency} />;
      return prices === null ? unknown : <span className="text-quiet">—</span>;
    },
  });
  const columns: Column<CatalogueEntryView>[] = [
    { id: 'name', header: t('model'), fixed: true, cell: (entry) => <NameCell entry={entry} /> },
    { id: 'vendor', header: t('vendor'), cell: ({ vendorName }) => vendorName },
    {
      id: 'context',
      header: t('context'),
      numeric: true,
      cell: ({ contextTokens }) => (contextTokens === null ? unknown : <Count value={contextTokens} />),
    },
    {
      id: 'capabilities',
      header: t('capability'),
      cell: ({ capabilities }) => (
        <span className="flex min-w-32 flex-wrap gap-1">
          {capabilities
            .filter((capability) => capability !== COMMON)
            .map((capability) => (
              <Badge key={capability}>{t(`capabilityOf.${capability}`)}</Badge>
            ))}
        </span>
      ),
    },
    priceOf('input_token'),
    priceOf('output_token'),
    {
      id: 'asOf',
      header: t('asOf'),
      numeric: true,
      cell: ({ asOf }) => <span className="font-mono text-xs whitespace-nowrap">{asOf}</span>,
    },
  ];
  return (
    <DataTable
      name="admin-model-catalogue"
      label={t('title')}
      columns={columns}
      rows={entries}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/admin/catalogue/entries/${encodeURIComponent(id)}`}
    />
  );
}
