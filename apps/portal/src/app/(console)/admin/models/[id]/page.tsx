import { listMargins } from '@turnpike/management/models/list-margins.use-case';
import { modelOperations } from '@turnpike/management/models/model-operations';
import { getModel } from '@turnpike/management/models/get-model.use-case';
import { listProviders } from '@turnpike/management/providers/list-providers.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Above } from '../../../../../admin/breadcrumb';
import { found } from '../../../../../server/found';
import { MarginTable } from '../../../../../admin/margin-table';
import { ModelCosts } from '../../../../../admin/model-costs';
import { ModelSettings, ModelSwitch } from '../../../../../admin/model-settings';
import { ModelTargets } from '../../../../../admin/model-targets';
import { ModelTest } from '../../../../../admin/model-test';
import { RoutingSummary } from '../../../../../routing/routing-summary';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { StatusBadge } from '../../../../../ui/badge';
import { Card } from '../../../../../ui/card';
import { PageHeader } from '../../../../../ui/page-header';
import { PublicId } from '../../../../../ui/public-id';

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  return { title: (await found(getModel(managementContext(), actor, { model: id }))).name };
}

export default async function ModelPage({ params }: Props) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const context = managementContext();
  const model = await found(getModel(context, actor, { model: id }));
  const [margins, providers, t, m, s] = await Promise.all([
    listMargins(context, actor, { models: [model.id] }),
    listProviders(context, actor, { limit: 200 }),
    getTranslations('admin.models'),
    getTranslations('admin.margins'),
    getTranslations('admin.status'),
  ]);
  const plans = margins[0]?.plans ?? [];
  return (
    <>
      <PageHeader
        above={<Above href="/admin/models">{t('title')}</Above>}
        title={<span className="font-mono">{model.name}</span>}
        lead={
          <span className="flex flex-wrap items-center gap-3">
            <StatusBadge status={model.status} label={s(model.status)} />
            <PublicId id={model.id} />
          </span>
        }
        actions={<ModelSwitch model={model} plansSelling={plans.length} />}
      />
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="grid min-w-0 gap-6">
          <ModelTargets
            model={model}
            providers={providers.items.map(({ id: providerId, name }) => ({ id: providerId, name }))}
          />
          <RoutingSummary model={model} />
          <ModelTest
            modelId={model.id}
            hasTargets={model.targets.length > 0}
            operations={modelOperations({ operations: model.operations, costs: model.cost })}
          />
          <ModelSettings key={JSON.stringify([model.description, model.contextTokens])} model={model} />
        </div>
        <div className="grid min-w-0 gap-6">
          <Card flush title={m('title')} lead={m('lead')}>
            {plans.length === 0 ? <p className="p-4 text-quiet">{m('none')}</p> : <MarginTable plans={plans} />}
          </Card>
          <ModelCosts model={model} now={new Date().toISOString()} />
        </div>
      </div>
    </>
  );
}
