import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { MemberView } from '@turnpike/contracts/management/members';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { memberView, WITH_PERSON } from './member-view.js';

/** The people of a tenant, whoever was known last first. */
export async function listMembers(
  context: ManagementContext,
  actor: Actor,
  input: ListInput & { tenantId: string },
): Promise<Page<MemberView>> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'member:read', { tenantId });
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.membership.findMany({
    where: { tenantId, ...(keyset.before === undefined ? {} : { userId: { lt: keyset.before } }) },
    include: WITH_PERSON,
    orderBy: { userId: 'desc' },
    take: keyset.limit + 1,
  });
  return toPage(
    rows.map((row) => ({ id: row.userId, row })),
    keyset,
    ({ row }) => memberView(row),
  );
}
