import { listAccessPolicies } from '@turnpike/management/access-policies/list-access-policies.use-case';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';
import { LinkButton } from '../ui/button';
import { PolicyList } from './policy-list';
import { readOptions } from './policy-options';

/** As many as there can be, the platform's among them. */
const MOST = 200;

/** The policies that bind the organisation: its own, and the platform's. */
export async function PoliciesTab({ session }: { session: TenantSession }) {
  const { tenant, actor } = session;
  const [{ items }, options, t] = await Promise.all([
    listAccessPolicies(managementContext(), actor, { tenantId: tenant.id, limit: MOST }),
    readOptions(session),
    getTranslations('access.policies'),
  ]);
  const mayWrite = tenant.permissions.includes('access:write');
  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <p className="max-w-prose min-w-0 flex-[0_1_auto] text-quiet">
          {t('lead')} {!mayWrite && t('readOnly')}
        </p>
        <LinkButton href="/org/access/simulator">{t('simulate')}</LinkButton>
      </div>
      <PolicyList scope="tenant" policies={items} options={options} mayWrite={mayWrite} />
    </div>
  );
}
