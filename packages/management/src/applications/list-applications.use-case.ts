import type { ApplicationView, ListApplicationsInput } from '@turnpike/contracts/management/applications';
import type { Page } from '@turnpike/contracts/management/fields';
import type { Actor } from '../actor.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { applicationView } from './application-view.js';
import { countOpen } from './count-open.js';

/** Applications of the tenants the actor may look into, or of one of them. Newest first. */
export async function listApplications(
  context: ManagementContext,
  actor: Actor,
  input: ListApplicationsInput,
): Promise<Page<ApplicationView>> {
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'application:read', tenantId);
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.application.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        readable === null ? {} : { tenantId: { in: readable } },
        input.archived === undefined ? {} : { archivedAt: input.archived === 'true' ? { not: null } : null },
      ],
    },
    ...newestFirst(keyset),
  });
  const open = await countOpen(
    context.db.prisma,
    rows.map(({ id }) => id),
  );
  return toPage(rows, keyset, (row) => applicationView(row, open(row.id)));
}
