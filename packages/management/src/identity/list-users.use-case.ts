import type { Page } from '@turnpike/contracts/management/fields';
import type { ListUsersInput, PlatformUserView } from '@turnpike/contracts/management/users';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { contains } from '../references/name-contains.js';
import { platformUserView, WITH_ACTIVITY } from './platform-user-view.js';

/** Everybody with an account, newest first; of a search, a status or a role where one is given. Platform admins only. */
export async function listUsers(
  context: ManagementContext,
  actor: Actor,
  input: ListUsersInput,
): Promise<Page<PlatformUserView>> {
  requirePermission(actor, 'user:write');
  const keyset = readKeyset(input);
  const { q, status, role } = input;
  const rows = await context.db.prisma.user.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        q === undefined ? {} : { OR: [{ email: contains(q) }, { name: contains(q) }] },
        status === undefined ? {} : { disabledAt: status === 'active' ? null : { not: null } },
        role === undefined ? {} : { platformAdmin: role === 'platform_admin' },
      ],
    },
    include: WITH_ACTIVITY,
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, platformUserView);
}
