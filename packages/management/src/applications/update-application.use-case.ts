import type { ApplicationView, UpdateApplicationInput } from '@turnpike/contracts/management/applications';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { applicationView } from './application-view.js';
import { countOpen } from './count-open.js';
import { lockApplication } from './lock-application.js';

/** Renames or describes an application anew; what is left out stays. An archived one is `invalid_state`. */
export async function updateApplication(
  context: ManagementContext,
  actor: Actor,
  input: { applicationId: string; changes: UpdateApplicationInput },
): Promise<ApplicationView> {
  const { applicationId, changes } = input;
  return inTransaction(context, async (tx) => {
    const found = await lockApplication(tx, actor, { applicationId, permission: 'application:write' });
    if (found.archivedAt !== null) throw new ApiError('invalid_state', { message: 'The application is archived.' });
    const row = await tx.application.update({ where: { id: found.id }, data: withoutUndefined(changes) });
    await writeAudit(tx, actor, {
      tenantId: row.tenantId,
      action: 'application.update',
      resourceKind: 'application',
      resourceId: row.id,
      detail: { from: { name: found.name, description: found.description }, changes },
    });
    const open = await countOpen(tx, [row.id]);
    return applicationView(row, open(row.id));
  });
}
