import type { Page } from '@turnpike/contracts/management/fields';
import type { KeyView, ListKeysInput } from '@turnpike/contracts/management/keys';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { keyView } from './key-view.js';

/** Keys of the tenants the actor may look into, of one of them, or of one application. Newest first. */
export async function listKeys(context: ManagementContext, actor: Actor, input: ListKeysInput): Promise<Page<KeyView>> {
  const { applicationId } = input;
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'key:read', tenantId);
  const application =
    applicationId === undefined
      ? null
      : await findApplication(context, actor, { applicationId, permission: 'key:read' });
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.apiKey.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        readable === null ? {} : { tenantId: { in: readable } },
        application === null ? {} : { applicationId: application.id },
      ],
    },
    ...newestFirst(keyset),
  });
  const now = context.now();
  return toPage(rows, keyset, (row) => keyView(row, now));
}
