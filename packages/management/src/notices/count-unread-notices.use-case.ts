import { NoticeKindSchema } from '@turnpike/contracts/management/notices';
import type { Actor } from '../actor.js';
import { requirePerson } from '../identity/require-person.js';
import type { ManagementContext } from '../management-context.js';

/** The most that is counted: beyond it nobody reads a number. */
const MAX_UNREAD = 100;

/** How many notices the person who asks has not read, at most {@link MAX_UNREAD}. */
export async function countUnreadNotices(context: ManagementContext, actor: Actor): Promise<number> {
  const userId = requirePerson(actor);
  const rows = await context.db.prisma.notice.findMany({
    where: { userId, readAt: null, kind: { in: [...NoticeKindSchema.options] } },
    select: { id: true },
    take: MAX_UNREAD,
  });
  return rows.length;
}
