import type { MarkNoticesReadInput } from '@turnpike/contracts/management/notices';
import type { Actor } from '../actor.js';
import { requirePerson } from '../identity/require-person.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';

/** Marks the person's own notices as read: those named, or all up to one. Others' ids are passed over in silence. */
export async function markNoticesRead(
  context: ManagementContext,
  actor: Actor,
  input: MarkNoticesReadInput,
): Promise<void> {
  const userId = requirePerson(actor);
  const { ids = [], upTo } = input;
  const which =
    upTo === undefined ? { in: ids.map((id) => requireId('notice', id)) } : { lte: requireId('notice', upTo) };
  await context.db.prisma.notice.updateMany({
    where: { userId, readAt: null, id: which },
    data: { readAt: context.now() },
  });
}
