import type { UpdateProfileInput, UserView } from '@turnpike/contracts/management/identity';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requirePerson } from './require-person.js';
import { userView, WITH_MEMBERSHIPS } from './user-view.js';

/** Changes what the person who asks is called. */
export async function updateProfile(
  context: ManagementContext,
  actor: Actor,
  { name }: UpdateProfileInput,
): Promise<UserView> {
  const id = requirePerson(actor);
  return inTransaction(context, async (tx) => {
    const row = await tx.user.update({ where: { id }, data: { name }, include: WITH_MEMBERSHIPS });
    const change = { action: 'user.update', resourceKind: 'user', resourceId: id, detail: { name } };
    await writeAudit(tx, actor, { tenantId: null, ...change });
    return userView(row);
  });
}
