import { AuthPolicySchema } from '@turnpike/contracts/access';
import type { FactorPolicy } from '@turnpike/contracts/management/factors';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import type { ManagementContext } from '../management-context.js';

/** What an application's calls must show. */
export async function getApplicationFactors(
  context: ManagementContext,
  actor: Actor,
  input: { applicationId: string },
): Promise<FactorPolicy> {
  const { auth } = await findApplication(context, actor, { ...input, permission: 'access:read' });
  return { auth: auth === null ? null : AuthPolicySchema.parse(auth) };
}
