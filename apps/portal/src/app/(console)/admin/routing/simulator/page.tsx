import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { allModels } from '../../../../../admin/all-models';
import { Above } from '../../../../../admin/breadcrumb';
import { RouteSimulator } from '../../../../../routing/route-simulator';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

interface Props {
  searchParams: Promise<{ model?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('routing.simulator'))('title') };
}

export default async function SimulatorPage({ searchParams }: Props) {
  const { actor } = await requirePlatformAdmin();
  const [{ model }, models, t] = await Promise.all([
    searchParams,
    allModels(managementContext(), actor),
    getTranslations('routing'),
  ]);
  const offered = models.filter(({ status }) => status === 'active').map(({ id, name }) => ({ id, name }));
  const asked = offered.find(({ name }) => name === model);
  return (
    <>
      <PageHeader
        above={<Above href="/admin/routing">{t('title')}</Above>}
        title={t('simulator.title')}
        lead={t('simulator.lead')}
      />
      <RouteSimulator models={offered} begin={(asked ?? offered[0])?.name ?? ''} />
    </>
  );
}
