import { getModel } from '@turnpike/management/models/get-model.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { allModels } from '../../../../../../admin/all-models';
import { Above } from '../../../../../../admin/breadcrumb';
import { RoutingEditor } from '../../../../../../routing/routing-editor';
import { RoutingLinks } from '../../../../../../routing/routing-links';
import { found } from '../../../../../../server/found';
import { managementContext } from '../../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../../server/session';
import { PageHeader } from '../../../../../../ui/page-header';

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const { name } = await found(getModel(managementContext(), actor, { model: id }));
  return { title: (await getTranslations('routing'))('editTitle', { name }) };
}

export default async function RoutingPage({ params }: Props) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const context = managementContext();
  const [model, models, t] = await Promise.all([
    found(getModel(context, actor, { model: id })),
    allModels(context, actor),
    getTranslations('routing'),
  ]);
  const { name, targets, routing } = model;
  return (
    <>
      <PageHeader
        above={<Above href={`/admin/models/${model.id}`}>{name}</Above>}
        title={t('editTitle', { name })}
        lead={t('editLead')}
        actions={<RoutingLinks model={name} />}
      />
      <RoutingEditor
        model={{ id: model.id, name, targets, routing }}
        others={models.map((other) => other.name).filter((other) => other !== name)}
      />
    </>
  );
}
