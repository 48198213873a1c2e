import type { KeyPolicyView } from '@turnpike/contracts/management/keys';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { keyPolicyView } from './key-policy-view.js';

/** How long a tenant lets keys live, and which of its keys live longer. */
export async function getKeyPolicy(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<KeyPolicyView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'access:read', { tenantId });
  return keyPolicyView(context.db.prisma, tenantId, context.now());
}
