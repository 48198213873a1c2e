import type { Page } from '@turnpike/contracts/management/fields';
import type { LimitOverrideView, ListLimitOverridesInput } from '@turnpike/contracts/management/limits';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { overrideView, WITH_SUBSCRIPTION } from './override-view.js';

/**
 * Overrides of the tenants the actor may look into; of one tenant or application. Those of the newest subscriptions
 * first, past ones among them until they are taken away.
 */
export async function listLimitOverrides(
  context: ManagementContext,
  actor: Actor,
  input: ListLimitOverridesInput,
): Promise<Page<LimitOverrideView>> {
  const { applicationId } = input;
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'limit:read', tenantId);
  const application =
    applicationId === undefined
      ? null
      : await findApplication(context, actor, { applicationId, permission: 'limit:read' });
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.limitOverride.findMany({
    where: {
      AND: [
        keyset.before === undefined ? {} : { subscriptionId: { lt: keyset.before } },
        readable === null ? {} : { tenantId: { in: readable } },
        application === null ? {} : { subscription: { applicationId: application.id } },
      ],
    },
    include: WITH_SUBSCRIPTION,
    orderBy: { subscriptionId: 'desc' },
    take: keyset.limit + 1,
  });
  const now = context.now();
  return toPage(
    rows.map((row) => ({ ...row, id: row.subscriptionId })),
    keyset,
    (row) => overrideView(row, now),
  );
}
