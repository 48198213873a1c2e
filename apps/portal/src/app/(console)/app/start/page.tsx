import { getStart } from '@turnpike/management/start/get-start.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../../../../server/management';
import { publicGatewayUrl } from '../../../../server/public-gateway-url';
import { requireTenant } from '../../../../server/session';
import { StartSteps } from '../../../../start/start-steps';
import { PageHeader } from '../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('start'))('title') };
}

export default async function StartPage() {
  const [session, t] = await Promise.all([requireTenant(), getTranslations('start')]);
  const { tenant, actor, mode } = session;
  const start = await getStart(managementContext(), actor, { tenantId: tenant.id });
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <StartSteps
        key={tenant.id}
        initial={start}
        mode={mode}
        canBuild={tenant.permissions.includes('key:write')}
        baseUrl={publicGatewayUrl()}
      />
    </>
  );
}
