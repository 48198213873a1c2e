import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { listKeys } from '@turnpike/management/keys/list-keys.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { callableByApplication } from '../../../../keys/callable-by-application';
import { CreateKeyButton } from '../../../../keys/create-key-button';
import { CredentialTabs } from '../../../../keys/credential-tabs';
import { KeyFilters } from '../../../../keys/key-filters';
import { KeyTable } from '../../../../keys/key-table';
import { keyListHref, readKeyList, type SearchParams } from '../../../../keys/read-key-list';
import { found } from '../../../../server/found';
import { managementContext } from '../../../../server/management';
import { publicGatewayUrl } from '../../../../server/public-gateway-url';
import { requireTenant } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

/** More than anyone chooses from a select; the newest are in it. */
const APPLICATIONS_OFFERED = 200;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('title') };
}

export default async function KeysPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, session, t] = await Promise.all([searchParams, requireTenant(), getTranslations('keys')]);
  const { tenant, actor, mode } = session;
  const { filter, environment, filtered } = readKeyList(params, mode);
  const context = managementContext();
  const [keys, applications, models] = await Promise.all([
    found(listKeys(context, actor, { ...filter, tenantId: tenant.id })),
    listApplications(context, actor, { tenantId: tenant.id, limit: APPLICATIONS_OFFERED }),
    callableByApplication(session),
  ]);
  const choices = applications.items
    .filter(({ archivedAt }) => archivedAt === null)
    .map(({ id, name }) => ({ id, name }));
  const canWrite = tenant.permissions.includes('key:write');
  const baseUrl = publicGatewayUrl();
  const create =
    canWrite && choices.length > 0 ? (
      <CreateKeyButton applications={choices} environment={mode} baseUrl={baseUrl} models={models} />
    ) : null;
  const nothing = keys.items.length === 0 && !filtered && filter.cursor === undefined;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={nothing ? null : create} />
      <CredentialTabs here="keys" />
      {nothing ? (
        <EmptyState
          title={t(`empty.${mode}`)}
          action={create ?? (canWrite ? <LinkButton href="/app/start">{t('empty.toStart')}</LinkButton> : undefined)}
        >
          {t(choices.length === 0 ? 'empty.noApplication' : 'empty.lead')}
        </EmptyState>
      ) : (
        <>
          <KeyFilters
            filter={filter}
            environment={environment}
            applications={applications.items.map(({ id, name }) => ({ id, name }))}
            filtered={filtered}
          />
          {keys.items.length === 0 ? (
            <EmptyState title={t('filter.nothing')}>{t('filter.nothingLead')}</EmptyState>
          ) : (
            <Card flush>
              <KeyTable rows={keys.items} canWrite={canWrite} baseUrl={baseUrl} models={models} />
            </Card>
          )}
          <Pager
            firstHref={filter.cursor === undefined ? null : keyListHref(params, null)}
            nextHref={keys.nextCursor === null ? null : keyListHref(params, keys.nextCursor)}
          />
        </>
      )}
    </>
  );
}
