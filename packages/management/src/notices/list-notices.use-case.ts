import type { Page } from '@turnpike/contracts/management/fields';
import { type ListNoticesInput, NoticeKindSchema, type NoticeView } from '@turnpike/contracts/management/notices';
import type { Actor } from '../actor.js';
import { requirePerson } from '../identity/require-person.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { noticeView } from './notice-view.js';

const READ = { unread: { readAt: null }, read: { readAt: { not: null } } } as const;

/** What the person who asks was told, newest first. */
export async function listNotices(
  context: ManagementContext,
  actor: Actor,
  input: ListNoticesInput,
): Promise<Page<NoticeView>> {
  const userId = requirePerson(actor);
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.notice.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        // A kind that a newer version writes has no text here yet.
        { userId, kind: { in: [...NoticeKindSchema.options] } },
        input.status === undefined ? {} : READ[input.status],
      ],
    },
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, noticeView);
}
