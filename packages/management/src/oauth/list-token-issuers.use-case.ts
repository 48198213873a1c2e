import type { Page } from '@turnpike/contracts/management/fields';
import type { ListTokenIssuersInput, TokenIssuerView } from '@turnpike/contracts/management/oauth';
import type { Actor } from '../actor.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { tokenIssuerView } from './token-issuer-view.js';

/** Issuers that the tenants trust which the actor may look into, or one of them. Newest first. */
export async function listTokenIssuers(
  context: ManagementContext,
  actor: Actor,
  input: ListTokenIssuersInput,
): Promise<Page<TokenIssuerView>> {
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'access:read', tenantId);
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.tokenIssuer.findMany({
    where: { AND: [afterCursor(keyset), readable === null ? {} : { tenantId: { in: readable } }] },
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, tokenIssuerView);
}
