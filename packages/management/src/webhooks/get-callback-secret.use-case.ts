import type { CallbackSecretView } from '@turnpike/contracts/management/webhooks';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';

/** Whether the callbacks of a tenant's jobs are signed already. The secret itself is shown by its rotation alone. */
export async function getCallbackSecret(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<CallbackSecretView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'webhook:read', { tenantId });
  const tenant = await context.db.prisma.tenant.findUnique({
    where: { id: tenantId },
    select: { callbackSecret: { select: { createdAt: true, previousSecretUntil: true } } },
  });
  if (tenant === null) throw new ApiError('not_found');
  const row = tenant.callbackSecret;
  const until = row?.previousSecretUntil ?? null;
  return {
    createdAt: row?.createdAt.toISOString() ?? null,
    previousSecretUntil: until !== null && until > context.now() ? until.toISOString() : null,
  };
}
