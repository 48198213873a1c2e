'use client';

import type { ModelMarginView } from '@turnpike/contracts/management/margins';
import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { Shield } from '../brand/shield';
import { shortCode } from '../brand/short-code';
import { RoutingShort } from '../routing/routing-summary';
import { StatusBadge } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Count, Money, Unit } from '../ui/figures';
import { lowestMargin } from './lowest-margin';
import { typedAmount } from './per-million';
import { Margin } from './unit-price';

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

/** More than these would make a row of the list a page of its own. */
const COSTS_SHOWN = 3;
/** What models are compared by comes first. */
const COMPARED = ['output_token', 'input_token'];

/** What a model costs upstream, each unit on a line. */
function Costs({ cost }: Pick<ModelView, 'cost'>) {
  const t = useTranslations('admin.models');
  const u = useTranslations('admin.units');
  if (cost.length === 0) return <span className="text-quiet">{t('noCost')}</span>;
  const sorted = cost.toSorted((a, b) => COMPARED.indexOf(b.unit) - COMPARED.indexOf(a.unit));
  const more = sorted.length - COSTS_SHOWN;
  return (
    <span className="grid justify-items-end gap-0.5 text-xs whitespace-nowrap">
      {sorted.slice(0, COSTS_SHOWN).map(({ unit, amount, currency }) => (
        <span key={unit}>
          <span className="text-quiet">{u(`name.${unit}`)}</span>{' '}
          <Money amount={typedAmount(amount, unit)} currency={currency} />
          <Unit>{u(`per.${unit}`)}</Unit>
        </span>
      ))}
      {more > 0 && <span className="text-quiet">{t('moreCosts', { count: more })}</span>}
    </span>
  );
}

/** The list of models: what each costs upstream, and the least that is earned on it. */
export function ModelsTable({ rows }: { rows: readonly ModelRow[] }) {
  const t = useTranslations('admin.models');
  const f = useTranslations('admin.fields');
  const r = useTranslations('routing');
  const s = useTranslations('admin.status');
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
    { id: 'routing', header: r('title'), cell: ({ model }) => <RoutingShort routing={model.routing} /> },
    { id: 'cost', header: t('cost'), numeric: true, cell: ({ model }) => <Costs cost={model.cost} /> },
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
