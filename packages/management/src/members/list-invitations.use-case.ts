import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { InvitationView } from '@turnpike/contracts/management/members';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { WITH_ROLE } from '../roles/stored-role.js';
import { invitationView, namesOf } from './invitation-view.js';

/** Invitations nobody has accepted or revoked, newest first, for those who manage members. */
export async function listInvitations(
  context: ManagementContext,
  actor: Actor,
  input: ListInput & { tenantId: string },
): Promise<Page<InvitationView>> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'member:write', { tenantId });
  const { prisma } = context.db;
  const keyset = readKeyset(input);
  const rows = await prisma.invitation.findMany({
    where: { AND: [afterCursor(keyset), { tenantId, acceptedAt: null, revokedAt: null }] },
    include: WITH_ROLE,
    ...newestFirst(keyset),
  });
  const names = await namesOf(
    prisma,
    rows.map(({ invitedBy }) => invitedBy),
  );
  const now = context.now();
  return toPage(rows, keyset, (row) => invitationView(row, names.get(row.invitedBy ?? '') ?? null, now));
}
