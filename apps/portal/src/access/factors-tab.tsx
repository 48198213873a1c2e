import { getApplicationFactors } from '@turnpike/management/factors/get-application-factors.use-case';
import { listClientCertificates } from '@turnpike/management/factors/list-client-certificates.use-case';
import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { getTranslations } from 'next-intl/server';
import { setApplicationFactorsAction } from '../app/(console)/org/access/factor-actions';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';
import { Card } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { ClientCertificates } from './client-certificates';
import { FactorPolicyForm } from './factor-policy-form';

const APPLICATIONS_SHOWN = 50;

/** What calls of each application must show of their caller, and the certificates that count. */
export async function FactorsTab({ session }: { session: TenantSession }) {
  const { tenant, actor } = session;
  const context = managementContext();
  const t = await getTranslations('access.factors');
  const { items } = await listApplications(context, actor, { tenantId: tenant.id, limit: APPLICATIONS_SHOWN });
  const shown = await Promise.all(
    items
      .filter(({ archivedAt }) => archivedAt === null)
      .map(async ({ id, name }) => {
        const [{ auth }, certificates] = await Promise.all([
          getApplicationFactors(context, actor, { applicationId: id }),
          listClientCertificates(context, actor, { applicationId: id }),
        ]);
        return { id, name, auth, certificates: certificates.items };
      }),
  );
  const mayWrite = tenant.permissions.includes('access:write');
  return (
    <div className="grid grid-cols-1 gap-6">
      <p className="max-w-prose text-quiet">{t('lead')}</p>
      {shown.length === 0 && <EmptyState title={t('empty')}>{t('emptyLead')}</EmptyState>}
      {shown.map(({ id, name, auth, certificates }) => (
        <Card key={id} title={name} lead={t(auth === null ? 'free' : 'bound')}>
          <div className="grid grid-cols-1 gap-6">
            <FactorPolicyForm
              key={JSON.stringify(auth)}
              subject={id}
              auth={auth}
              mayWrite={mayWrite}
              save={setApplicationFactorsAction}
            />
            <ClientCertificates applicationId={id} certificates={certificates} mayWrite={mayWrite} />
          </div>
        </Card>
      ))}
    </div>
  );
}
