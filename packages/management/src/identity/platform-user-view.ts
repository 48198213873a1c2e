import type { PlatformUserView } from '@turnpike/contracts/management/users';
import type { Prisma } from '@turnpike/db/client';
import { userView, WITH_MEMBERSHIPS } from './user-view.js';

/** What {@link platformUserView} needs beside the user's own row: of the sessions the one used last. */
export const WITH_ACTIVITY = {
  ...WITH_MEMBERSHIPS,
  sessions: { orderBy: { lastSeenAt: 'desc' }, take: 1, select: { lastSeenAt: true } },
} as const satisfies Prisma.UserInclude;

/** A person as those who run the platform see them. */
export function platformUserView(row: Prisma.UserGetPayload<{ include: typeof WITH_ACTIVITY }>): PlatformUserView {
  return {
    ...userView(row),
    emailVerifiedAt: row.emailVerifiedAt?.toISOString() ?? null,
    lastSeenAt: row.sessions[0]?.lastSeenAt.toISOString() ?? null,
    disabledAt: row.disabledAt?.toISOString() ?? null,
  };
}
