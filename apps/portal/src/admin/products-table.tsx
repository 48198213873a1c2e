'use client';

import type { ProductView } from '@turnpike/contracts/management/products';
import { useTranslations } from 'next-intl';
import { Shield } from '../brand/shield';
import { shortCode } from '../brand/short-code';
import { StatusBadge } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Count } from '../ui/figures';
import { Instant } from '../ui/instant';

/** The list of products. */
export function ProductsTable({ products }: { products: readonly ProductView[] }) {
  const t = useTranslations('admin.products');
  const f = useTranslations('admin.fields');
  const s = useTranslations('admin.status');
  const columns: Column<ProductView>[] = [
    {
      id: 'name',
      header: f('name'),
      fixed: true,
      cell: ({ name, slug }) => (
        <span className="flex items-center gap-2.5">
          <Shield code={shortCode(name)} small />
          <span>
            <span className="block font-[600]">{name}</span>
            <code className="text-2xs text-quiet">{slug}</code>
          </span>
        </span>
      ),
    },
    {
      id: 'lifecycle',
      header: t('lifecycle'),
      cell: ({ lifecycle }) => <StatusBadge status={lifecycle} label={s(lifecycle)} />,
    },
    { id: 'visibility', header: t('visibility'), cell: ({ visibility }) => t(`visibilities.${visibility}`) },
    { id: 'approval', header: t('approval'), cell: ({ approval }) => t(`approvals.${approval}`) },
    { id: 'models', header: t('models'), numeric: true, cell: ({ models }) => <Count value={models.length} /> },
    { id: 'plans', header: t('plans'), numeric: true, cell: ({ counts }) => <Count value={counts?.plans ?? 0} /> },
    {
      id: 'subscriptions',
      header: t('activeSubscriptions'),
      numeric: true,
      cell: ({ counts }) => <Count value={counts?.activeSubscriptions ?? 0} />,
    },
    { id: 'created', header: f('created'), hidden: true, cell: ({ createdAt }) => <Instant iso={createdAt} /> },
  ];
  return (
    <DataTable
      name="admin-products"
      label={t('title')}
      columns={columns}
      rows={products}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/admin/products/${id}`}
    />
  );
}
