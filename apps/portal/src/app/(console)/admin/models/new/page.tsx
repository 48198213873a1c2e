import type { CatalogueDraftView } from '@turnpike/contracts/management/model-catalogue';
import { draftModel } from '@turnpike/management/model-catalogue/draft-model.use-case';
import { listProviders } from '@turnpike/management/providers/list-providers.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Above } from '../../../../../admin/breadcrumb';
import { ModelForm, type ModelFormStart } from '../../../../../admin/model-form';
import { unitTextsOf } from '../../../../../admin/unit-texts';
import { DraftSource } from '../../../../../model-catalogue/draft-source';
import { found } from '../../../../../server/found';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.models');
  return { title: t('create') };
}

/** An empty form, or one that an entry of the model catalogue fills in. */
export default async function NewModelPage({ searchParams }: { searchParams: Promise<{ entry?: string | string[] }> }) {
  const { actor } = await requirePlatformAdmin();
  const t = await getTranslations('admin.models');
  const context = managementContext();
  const { entry } = await searchParams;
  const [{ items }, draft] = await Promise.all([
    listProviders(context, actor, { limit: 200 }),
    typeof entry === 'string' ? found(draftModel(context, actor, { entry })) : null,
  ]);
  return (
    <>
      <PageHeader above={<Above href="/admin/models">{t('title')}</Above>} title={t('create')} lead={t('createLead')} />
      {draft !== null && <DraftSource draft={draft} />}
      <ModelForm
        key={draft?.entry.id}
        providers={items.map(({ id, name }) => ({ id, name }))}
        {...(draft === null ? {} : { start: startOf(draft) })}
      />
    </>
  );
}

function startOf({ entry, model }: CatalogueDraftView): ModelFormStart {
  const { name, description, contextTokens, maxOutputTokens, operations, targets, cost } = model;
  const [target] = targets;
  return {
    fields: {
      name,
      description,
      contextTokens: String(contextTokens ?? ''),
      maxOutputTokens: String(maxOutputTokens ?? ''),
      provider: target?.provider ?? '',
      upstreamModel: entry.model,
      currency: cost.currency,
    },
    operations,
    texts: unitTextsOf(Object.fromEntries(cost.prices.map(({ unit, amount }) => [unit, amount]))),
  };
}
