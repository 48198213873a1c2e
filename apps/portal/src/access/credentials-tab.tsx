import { getKeyPolicy } from '@turnpike/management/keys/get-key-policy.use-case';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';
import { Card } from '../ui/card';
import { KeyLifetimeForm } from './key-lifetime-form';
import { ViolatingKeys } from './violating-keys';

/** How long keys may live, and what a call must show. */
export async function CredentialsTab({ session }: { session: TenantSession }) {
  const { tenant, actor } = session;
  const [policy, t] = await Promise.all([
    getKeyPolicy(managementContext(), actor, { tenantId: tenant.id }),
    getTranslations('access.lifetime'),
  ]);
  return (
    <div className="grid grid-cols-1 gap-6">
      <Card title={t('title')} lead={t('lead')}>
        <KeyLifetimeForm
          key={`${tenant.id} ${policy.maxKeyDays}`}
          maxKeyDays={policy.maxKeyDays}
          mayWrite={tenant.permissions.includes('access:write')}
        />
      </Card>
      {policy.violations > 0 && (
        <Card
          title={t('violating', { count: policy.violations })}
          lead={t('violatingLead', { days: policy.maxKeyDays ?? 0 })}
          flush
        >
          <ViolatingKeys keys={policy.violating} label={t('violating', { count: policy.violations })} />
        </Card>
      )}
    </div>
  );
}
