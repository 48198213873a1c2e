import type { FactorPolicy } from '@turnpike/contracts/management/factors';
import { Prisma } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { lockApplication } from '../applications/lock-application.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';

/** Says what an application's calls must show, on every gateway process within a second. */
export async function setApplicationFactors(
  context: ManagementContext,
  actor: Actor,
  input: { applicationId: string } & FactorPolicy,
): Promise<FactorPolicy> {
  const { applicationId, auth } = input;
  return inTransaction(context, async (tx) => {
    const found = await lockApplication(tx, actor, { applicationId, permission: 'access:write' });
    if (found.archivedAt !== null) throw new ApiError('invalid_state', { message: 'The application is archived.' });
    await tx.application.update({ where: { id: found.id }, data: { auth: auth ?? Prisma.DbNull } });
    await raiseEpoch(tx, found.tenantId);
    await writeAudit(tx, actor, {
      tenantId: found.tenantId,
      action: 'application.factors',
      resourceKind: 'application',
      resourceId: found.id,
      detail: { from: found.auth, to: auth },
    });
    return { auth };
  });
}
