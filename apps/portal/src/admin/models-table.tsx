'use client';

import type { ModelMarginView } from '@turnpike/contracts/management/margins';
import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { Shield } from '../brand/shield';
import { shortCode } from '../brand/short-code';
import { StatusBadge } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Count } from '../ui/figures';
import { lowestMargin } from './lowest-margin';
import { Margin, UnitPrice } from './unit-price';

export interface ModelRow {
  model: ModelView;
  plans: ModelMarginView['plans'];
}

function NameCell({ name }: { name: string }) {
  return (
    <span className="flex items-center gap-2.5">
      <Shield code={shortCode(name)} small />
      <code className="font-[600]">{name}</code>
    </span>
  );
}

function LowestMargin({ plans }: Pick<ModelRow, 'plans'>) {
  const t = useTranslations('admin.models');
  const u = useTranslations('admin.units');
  const lowest = lowestMargin(plans);
  if (lowest === null) return <span className="text-quiet">{t('noMargin')}</span>;
  return (
    <>
      <Margin margin={lowest} comparable />
      <span className="block text-2xs text-quiet">
        {u(`name.${lowest.unit}`)} · {lowest.plan}
      </span>
    </>
  );
}

/** The list of models: what each costs upstream, and the least that is earned on it. */
export function ModelsTable({ rows }: { rows: readonly ModelRow[] }) {
  const t = useTranslations('admin.models');
  const f = useTranslations('admin.fields');
  const s = useTranslations('admin.status');
  const u = useTranslations('admin.units');
  const costOf = (unit: 'input_token' | 'output_token'): Column<ModelRow> => ({
    id: unit,
    header: t('costOf', { unit: u(`name.${unit}`) }),
    numeric: true,
    cell: ({ model }) => {
      const cost = model.cost.find((item) => item.unit === unit);
      return cost === undefined ? <span className="text-quiet">{t('noCost')}</span> : <UnitPrice {...cost} />;
    },
  });
  const columns: Column<ModelRow>[] = [
    {
      id: 'name',
      header: f('name'),
      fixed: true,
      cell: ({ model }) => <NameCell name={model.name} />,
    },
    {
      id: 'status',
      header: f('status'),
      cell: ({ model }) => <StatusBadge status={model.status} label={s(model.status)} />,
    },
    {
      id: 'targets',
      header: t('targets'),
      numeric: true,
      cell: ({ model }) => <Count value={model.targets.filter(({ status }) => status === 'active').length} />,
    },
    costOf('input_token'),
    costOf('output_token'),
    { id: 'plans', header: t('plansSelling'), numeric: true, cell: ({ plans }) => <Count value={plans.length} /> },
    {
      id: 'margin',
      header: t('lowestMargin'),
      numeric: true,
      cell: ({ plans }) => <LowestMargin plans={plans} />,
    },
  ];
  return (
    <DataTable
      name="admin-models"
      label={t('title')}
      columns={columns}
      rows={rows}
      rowId={({ model }) => model.id}
      rowHref={({ model }) => `/admin/models/${model.id}`}
    />
  );
}
