import type { Page } from '@turnpike/contracts/management/fields';
import type { ListSubscriptionsInput, SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { byIdOr } from '../references/unknown-reference.js';
import { subscriptionView, WITH_NAMES } from './subscription-view.js';

/** Subscriptions of the tenants the actor may look into; of one tenant, application, product or status. Newest first. */
export async function listSubscriptions(
  context: ManagementContext,
  actor: Actor,
  input: ListSubscriptionsInput,
): Promise<Page<SubscriptionView>> {
  const { applicationId, product, status } = input;
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'subscription:read', tenantId);
  const application =
    applicationId === undefined
      ? null
      : await findApplication(context, actor, { applicationId, permission: 'subscription:read' });
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.subscription.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        readable === null ? {} : { tenantId: { in: readable } },
        application === null ? {} : { applicationId: application.id },
        product === undefined ? {} : { product: byIdOr('product', product, 'slug') },
        status === undefined ? {} : { status },
      ],
    },
    include: WITH_NAMES,
    ...newestFirst(keyset),
  });
  const now = context.now();
  return toPage(rows, keyset, (row) => subscriptionView(row, now));
}
