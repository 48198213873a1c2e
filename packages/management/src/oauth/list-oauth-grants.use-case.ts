import type { Page } from '@turnpike/contracts/management/fields';
import type { ListOAuthGrantsInput, OAuthGrantView } from '@turnpike/contracts/management/oauth';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requirePerson } from '../identity/require-person.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { grantViewer, WITH_CLIENT } from './grant-view.js';

/** What the actor allowed clients, or what everyone did in one tenant's applications. Newest first; ended ones are gone. */
export async function listOAuthGrants(
  context: ManagementContext,
  actor: Actor,
  input: ListOAuthGrantsInput,
): Promise<Page<OAuthGrantView>> {
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.oAuthGrant.findMany({
    where: {
      AND: [afterCursor(keyset), { revokedAt: null, client: { revokedAt: null } }, whose(actor, input.tenantId)],
    },
    include: WITH_CLIENT,
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, await grantViewer(context, rows));
}

function whose(actor: Actor, tenant: string | undefined): { tenantId: string } | { userId: string } {
  if (tenant === undefined) return { userId: requirePerson(actor) };
  const tenantId = requireId('tenant', tenant);
  requirePermission(actor, 'oauth-client:read', { tenantId });
  return { tenantId };
}
