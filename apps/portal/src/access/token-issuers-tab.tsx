import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { listTokenIssuers } from '@turnpike/management/oauth/list-token-issuers.use-case';
import { getTranslations } from 'next-intl/server';
import { AddIssuerButton } from '../oauth/add-issuer-button';
import { IssuerTable } from '../oauth/issuer-table';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';
import { Card } from '../ui/card';

const LIMIT = 200;

/** Identity providers of the organisation's own, whose tokens may call. */
export async function TokenIssuersTab({ session }: { session: TenantSession }) {
  const { tenant, actor } = session;
  const context = managementContext();
  const of = { tenantId: tenant.id, limit: LIMIT };
  const [issuers, applications, t] = await Promise.all([
    listTokenIssuers(context, actor, of),
    listApplications(context, actor, of),
    getTranslations('oauth.issuers'),
  ]);
  const open = applications.items.filter(({ archivedAt }) => archivedAt === null).map(({ id, name }) => ({ id, name }));
  const mayWrite = tenant.permissions.includes('access:write');
  const nothing = issuers.items.length === 0;
  return (
    <Card
      title={t('title')}
      lead={t('lead')}
      actions={mayWrite && open.length > 0 ? <AddIssuerButton applications={open} /> : undefined}
      flush={!nothing}
    >
      {nothing ? (
        <p className="text-quiet">{t('empty')}</p>
      ) : (
        <IssuerTable issuers={issuers.items} applications={open} mayWrite={mayWrite} />
      )}
    </Card>
  );
}
