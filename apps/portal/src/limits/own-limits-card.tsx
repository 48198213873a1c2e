import { getLimits } from '@turnpike/management/limits/get-limits.use-case';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';
import { Card } from '../ui/card';
import { OwnLimitsForm, type OwnLimitsOwner } from './own-limits-form';

interface OwnLimitsCardProps {
  session: TenantSession;
  owner: OwnLimitsOwner;
  /** Nothing new is set on what is over. */
  over?: boolean;
}

/** The limits that an organisation, an application or a key has of its own, and how to change them. */
export async function OwnLimitsCard({ session, owner, over = false }: OwnLimitsCardProps) {
  const { permissions } = session.tenant;
  if (!permissions.includes('limit:read')) return null;
  const t = await getTranslations('limits');
  const named = 'keyId' in owner || 'applicationId' in owner ? owner : { tenantId: session.tenant.id };
  const view = await getLimits(managementContext(), session.actor, { owner: named as { tenantId: string } });
  const whose = 'keyId' in owner ? 'key' : 'applicationId' in owner ? 'application' : 'tenant';
  const mayWrite = !over && permissions.includes('limit:write');
  const uncounted = view.counting.some(({ since }) => since === null);
  return (
    <Card title={t(`own.${whose}`)} lead={t(`ownLead.${whose}`)} id={`limits-of-${whose}`}>
      <OwnLimitsForm
        key={JSON.stringify(view)}
        owner={owner}
        view={view}
        mayWrite={mayWrite}
        none={t(`ownNone.${whose}`)}
      />
      {view.counting.length > 0 && (
        <p className="mt-3 text-xs text-quiet">{t(uncounted ? 'countedSomeApart' : 'countedFromStart')}</p>
      )}
    </Card>
  );
}
