import { getResidency } from '@turnpike/management/tenants/get-residency.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LeaveButton } from '../../../../organisation/leave-button';
import { ResidencyForm } from '../../../../organisation/residency-form';
import { SettingsForm } from '../../../../organisation/settings-form';
import { zonesWith } from '../../../../organisation/zones';
import { managementContext } from '../../../../server/management';
import { requireTenant } from '../../../../server/session';
import { StatusBadge } from '../../../../ui/badge';
import { Card } from '../../../../ui/card';
import { Facts } from '../../../../ui/facts';
import { PageHeader } from '../../../../ui/page-header';
import { PublicId } from '../../../../ui/public-id';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('organisation.settings'))('title') };
}

/** What the organisation is called and counts by, its facts, and the way out of it. */
export default async function SettingsPage() {
  const [{ tenant, actor }, t, r, roles] = await Promise.all([
    requireTenant(),
    getTranslations('organisation.settings'),
    getTranslations('organisation.residency'),
    getTranslations('organisation.role'),
  ]);
  const { id, name, slug, status, billingMode, currency, timeZone, role, customRole, permissions } = tenant;
  const residency = await getResidency(managementContext(), actor, { tenantId: id });
  const mayWrite = permissions.includes('tenant:update');
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead', { tenant: name })} />
      <div className="grid grid-cols-1 gap-6">
        <div className="grid gap-6 lg:grid-cols-2">
          <Card title={t('profile')}>
            {/* Another organisation's form is another form. */}
            <SettingsForm key={id} name={name} timeZone={timeZone} zones={zonesWith(timeZone)} mayWrite={mayWrite} />
          </Card>
          <Card title={t('facts')}>
            <Facts
              facts={[
                [t('id'), <PublicId key="id" id={id} />],
                [t('slug'), <code key="slug">{slug}</code>],
                [t('status'), <StatusBadge key="status" status={status} label={t(status)} />],
                [t('billing'), t(billingMode)],
                [t('currency'), currency ?? t('noCurrency')],
                [t('yourRole'), customRole?.name ?? roles(role)],
              ]}
            />
          </Card>
        </div>
        <Card title={r('title')} lead={r('lead')}>
          <ResidencyForm key={JSON.stringify(residency)} residency={residency} mayWrite={mayWrite} />
        </Card>
        <Card title={t('leave')} lead={t('leaveLead')}>
          <LeaveButton tenant={name} />
        </Card>
      </div>
    </>
  );
}
