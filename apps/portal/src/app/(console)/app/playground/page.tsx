import { listPlaygroundApplications } from '@turnpike/management/start/list-playground-applications.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Playground } from '../../../../playground/playground';
import { managementContext } from '../../../../server/management';
import { publicGatewayUrl } from '../../../../server/public-gateway-url';
import { requireTenant } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** Longer prompts don't fit into an address anyway. */
const PROMPT_LENGTH = 8_000;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('playground'))('title') };
}

/** `?model=`, `?prompt=` and `?system=` fill the form; nothing is sent before its reader sends it. */
export default async function PlaygroundPage({ searchParams }: { searchParams: SearchParams }) {
  const [params, session, t] = await Promise.all([searchParams, requireTenant(), getTranslations('playground')]);
  const { tenant, actor, mode } = session;
  const text = (name: string) => (typeof params[name] === 'string' ? params[name].slice(0, PROMPT_LENGTH) : '');
  if (!tenant.permissions.includes('playground:use')) {
    return (
      <>
        <PageHeader title={t('title')} lead={t('lead')} />
        <EmptyState title={t('empty.role')}>{t('empty.roleLead')}</EmptyState>
      </>
    );
  }
  const applications = (await listPlaygroundApplications(managementContext(), actor, { tenantId: tenant.id })).filter(
    ({ models }) => models.length > 0,
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t(mode === 'test' ? 'leadTest' : 'leadLive')} />
      {applications.length === 0 ? (
        <EmptyState
          title={t('empty.title')}
          action={
            <LinkButton href="/app/start" variant="primary">
              {t('empty.toStart')}
            </LinkButton>
          }
        >
          {t('empty.lead')}
        </EmptyState>
      ) : (
        <Playground
          key={`${tenant.id} ${mode}`}
          applications={applications}
          environment={mode}
          baseUrl={publicGatewayUrl()}
          initial={{ model: text('model'), prompt: text('prompt'), system: text('system') }}
        />
      )}
    </>
  );
}
