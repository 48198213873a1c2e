import type { ApplicationView, CreateApplicationInput } from '@turnpike/contracts/management/applications';
import { isForeignKeyViolation } from '@turnpike/db/errors';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { applicationView, NOTHING_OPEN } from './application-view.js';

/** Makes an application in a tenant, for those who build there and for the platform. */
export async function createApplication(
  context: ManagementContext,
  actor: Actor,
  input: CreateApplicationInput,
): Promise<ApplicationView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'application:write', { tenantId });
  const { name, description } = input;
  try {
    const row = await inTransaction(context, async (tx) => {
      const created = await tx.application.create({ data: { id: newId(), tenantId, name, description } });
      await writeAudit(tx, actor, {
        tenantId,
        action: 'application.create',
        resourceKind: 'application',
        resourceId: created.id,
        detail: { name },
      });
      return created;
    });
    return applicationView(row, NOTHING_OPEN);
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new ApiError('not_found', { cause: error });
    throw error;
  }
}
