import type { Page } from '@turnpike/contracts/management/fields';
import type { ListPaymentsInput, PaymentView } from '@turnpike/contracts/management/payments';
import type { Actor } from '../actor.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { paymentView } from './payment-view.js';

/** Payments, newest first: a member's own tenants', or all for the platform. */
export async function listPayments(
  context: ManagementContext,
  actor: Actor,
  input: ListPaymentsInput,
): Promise<Page<PaymentView>> {
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'payment:read', tenantId);
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.payment.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        readable === null ? {} : { tenantId: { in: readable } },
        input.status === undefined ? {} : { status: input.status },
      ],
    },
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, paymentView);
}
