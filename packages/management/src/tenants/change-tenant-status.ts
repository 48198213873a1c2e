import type { TenantView } from '@turnpike/contracts/management/tenants';
import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { membersAllowed, notifyUsers } from '../notices/notify.js';
import { requireId } from '../references/require-id.js';
import { tenantView } from './tenant-view.js';

export interface TenantStatusChange {
  tenantId: string;
  reason: string;
}

/** Sets the status, once: a tenant that has it already is answered as it is, without an audit entry. */
export async function changeTenantStatus(
  context: ManagementContext,
  actor: Actor,
  change: TenantStatusChange & { status: 'active' | 'suspended' },
): Promise<TenantView> {
  const tenantId = requireId('tenant', change.tenantId);
  requirePermission(actor, 'tenant:write', { tenantId });
  return inTransaction(context, async (tx) => {
    const { count } = await tx.tenant.updateMany({
      where: { id: tenantId, status: { not: change.status } },
      data: { status: change.status },
    });
    if (count === 1) {
      await raiseEpoch(tx, tenantId);
      await tellMembers(tx, { ...change, tenantId });
      await writeAudit(tx, actor, {
        tenantId,
        action: change.status === 'suspended' ? 'tenant.suspend' : 'tenant.resume',
        resourceKind: 'tenant',
        resourceId: tenantId,
        detail: { reason: change.reason },
      });
    }
    const row = await tx.tenant.findUnique({ where: { id: tenantId } });
    if (row === null) throw new ApiError('not_found');
    return tenantView(row);
  });
}

async function tellMembers(
  tx: Transaction,
  { tenantId, status, reason }: TenantStatusChange & { status: 'active' | 'suspended' },
): Promise<void> {
  const people = await membersAllowed(tx, tenantId, 'tenant:read');
  const { name: tenant } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } });
  const kind = status === 'suspended' ? 'tenant.suspended' : 'tenant.resumed';
  await notifyUsers(tx, people.map(({ userId }) => userId), { kind, tenantId, data: { tenant, reason } }); // prettier-ignore
}
