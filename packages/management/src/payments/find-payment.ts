import type { Prisma } from '@turnpike/db/client';
import { parseId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';

/** Names a payment by its own id or by the provider's id of its checkout, which the payer's browser comes back with. */
export type PaymentReference = { paymentId: string } | { sessionId: string };

/** The payment, if the actor may see it; else `not_found` or `forbidden`. */
export async function findPayment(
  { db: { prisma } }: ManagementContext,
  actor: Actor,
  reference: PaymentReference,
): Promise<Prisma.PaymentModel> {
  const where = 'sessionId' in reference ? { providerSessionId: reference.sessionId } : byId(reference.paymentId);
  const row = where === null ? null : await prisma.payment.findUnique({ where });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, 'payment:read', { tenantId: row.tenantId, resource: ['payment', row.id] });
  return row;
}

function byId(text: string): { id: string } | null {
  const id = parseId('payment', text);
  return id === null ? null : { id };
}
