import { getAllowLists } from '@turnpike/management/allow-lists/get-allow-lists.use-case';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';
import { Card } from '../ui/card';
import { AllowListForm } from './allow-list-form';

/** From where the organisation's credentials may be used, all of them and those of each application. */
export async function NetworksTab({ session }: { session: TenantSession }) {
  const { tenant, actor } = session;
  const [lists, t] = await Promise.all([
    getAllowLists(managementContext(), actor, { tenantId: tenant.id }),
    getTranslations('access.networks'),
  ]);
  const shared = { mayWrite: tenant.permissions.includes('access:write'), ownAddress: actor.ip };
  return (
    <div className="grid grid-cols-1 gap-6">
      <p className="max-w-prose text-quiet">{t('lead')}</p>
      <Card title={t('organisation')} lead={t('organisationLead')}>
        <AllowListForm key={tenant.id} {...shared} applicationId={null} addresses={lists.addresses} />
      </Card>
      {lists.applications.map(({ id, name, addresses }) => (
        <Card key={id} title={name} lead={t(addresses.length === 0 ? 'applicationFree' : 'applicationLead')}>
          <AllowListForm {...shared} applicationId={id} addresses={addresses} />
        </Card>
      ))}
    </div>
  );
}
