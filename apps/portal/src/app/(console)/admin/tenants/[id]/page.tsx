import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Above } from '../../../../../admin/breadcrumb';
import { readBillingQuery, type SearchParams } from '../../../../../billing/billing-query';
import { loadBalance } from '../../../../../billing/load-balance';
import { requirePlatformAdmin } from '../../../../../server/session';
import { GrantCredit } from '../../../../../tenants/grant-credit';
import { loadTenant } from '../../../../../tenants/load-tenant';
import {
  TenantApplications,
  TenantFacts,
  TenantMembers,
  TenantResidency,
  TenantSubscriptions,
} from '../../../../../tenants/tenant-cards';
import { TenantFigures } from '../../../../../tenants/tenant-figures';
import { TenantLimits } from '../../../../../tenants/tenant-limits';
import { MONEY_TABS, TenantMoney } from '../../../../../tenants/tenant-money';
import { TenantSwitch } from '../../../../../tenants/tenant-switch';
import { StatusBadge } from '../../../../../ui/badge';
import { LinkButton } from '../../../../../ui/button';
import { PageHeader } from '../../../../../ui/page-header';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: (await loadTenant(id)).name };
}

/** One organisation: what it has, who belongs to it, what it uses, and where its money went. */
export default async function TenantPage({ params, searchParams }: Props) {
  const [{ actor }, { id }, query] = await Promise.all([requirePlatformAdmin(), params, searchParams]);
  const tenant = await loadTenant(id);
  const [balance, t] = await Promise.all([loadBalance(actor, tenant.id), getTranslations('tenants')]);
  const { tab, cursor } = readBillingQuery(query, MONEY_TABS);
  const part = { actor, tenantId: tenant.id };
  return (
    <>
      <PageHeader
        above={<Above href="/admin/tenants">{t('title')}</Above>}
        title={
          <span className="flex flex-wrap items-center gap-3">
            {tenant.name}
            <StatusBadge status={tenant.status} label={t(`status.${tenant.status}`)} />
          </span>
        }
        actions={
          <>
            <LinkButton href={`/admin/calls?tenantId=${tenant.id}`}>{t('calls')}</LinkButton>
            <TenantSwitch key={tenant.status} tenant={tenant} />
            <GrantCredit tenant={tenant} />
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <TenantFigures tenant={tenant} balance={balance} />
        <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
          <TenantFacts tenant={tenant} />
          <TenantMembers {...part} />
          <TenantApplications {...part} />
          <TenantSubscriptions {...part} />
          <TenantResidency {...part} />
          <TenantLimits {...part} />
        </div>
        <TenantMoney {...part} tab={tab} cursor={cursor} />
      </div>
    </>
  );
}
