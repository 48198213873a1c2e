import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { listOAuthClients } from '@turnpike/management/oauth/list-oauth-clients.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CredentialTabs } from '../../../../keys/credential-tabs';
import { ClientTable } from '../../../../oauth/client-table';
import { CreateClientButton } from '../../../../oauth/create-client-button';
import { managementContext } from '../../../../server/management';
import { requireTenant } from '../../../../server/session';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';

/** As many as an organisation may have at once. */
const LIMIT = 200;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('oauth'))('title') };
}

/** The clients of the organisation, newest first. */
export default async function OAuthClientsPage() {
  const [{ actor, tenant, mode }, t] = await Promise.all([requireTenant(), getTranslations('oauth')]);
  const context = managementContext();
  const of = { tenantId: tenant.id, limit: LIMIT };
  const [clients, applications] = await Promise.all([
    listOAuthClients(context, actor, of),
    listApplications(context, actor, of),
  ]);
  const open = applications.items.filter(({ archivedAt }) => archivedAt === null);
  const mayWrite = tenant.permissions.includes('oauth-client:write') && open.length > 0;
  const create = mayWrite ? <CreateClientButton applications={open} mode={mode} /> : null;
  const nothing = clients.items.length === 0;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={nothing ? null : create} />
      <CredentialTabs here="oauthClients" />
      {nothing ? (
        <EmptyState title={t('empty.title')} action={create ?? undefined}>
          <p>{t('empty.lead')}</p>
          {!mayWrite && <p className="mt-2">{t('empty.readOnly')}</p>}
        </EmptyState>
      ) : (
        <Card flush>
          <ClientTable clients={clients.items} />
        </Card>
      )}
    </>
  );
}
