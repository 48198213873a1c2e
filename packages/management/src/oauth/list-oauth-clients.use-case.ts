import type { Page } from '@turnpike/contracts/management/fields';
import type { ListOAuthClientsInput, OAuthClientView } from '@turnpike/contracts/management/oauth';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { clientView, WITH_APPLICATION } from './client-view.js';

/** Clients of the tenants the actor may look into, of one of them, or of one application. Newest first. */
export async function listOAuthClients(
  context: ManagementContext,
  actor: Actor,
  input: ListOAuthClientsInput,
): Promise<Page<OAuthClientView>> {
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'oauth-client:read', tenantId);
  const keyset = readKeyset(input);
  const within = readable === null ? {} : { tenantId: { in: readable } };
  const { applicationId } = input;
  const of =
    applicationId === undefined
      ? {}
      : {
          applicationId: (await findApplication(context, actor, { applicationId, permission: 'oauth-client:read' })).id,
        };
  const rows = await context.db.prisma.oAuthClient.findMany({
    where: { AND: [afterCursor(keyset), within, of] },
    include: WITH_APPLICATION,
    ...newestFirst(keyset),
  });
  const now = context.now();
  return toPage(rows, keyset, (row) => clientView(row, now));
}
