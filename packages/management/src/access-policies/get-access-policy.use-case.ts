import type { AccessPolicyView } from '@turnpike/contracts/management/access-policies';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { accessPolicyView } from './access-policy-view.js';
import { findAccessPolicy } from './find-access-policy.js';

/** One policy, for those who may read it. */
export async function getAccessPolicy(
  context: ManagementContext,
  actor: Actor,
  input: { policyId: string },
): Promise<AccessPolicyView> {
  const row = await findAccessPolicy(context.db.prisma, actor, { ...input, permission: 'access:read' });
  return accessPolicyView(actor, row);
}
