import type { LimitsView } from '@turnpike/contracts/management/limits';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { findLimitOwner, type LimitOwner } from './limit-owner.js';
import { limitsView } from './limits-view.js';

/** The limits that a tenant, an application or a key has of its own, for its tenant's members and the platform. */
export async function getLimits(
  context: ManagementContext,
  actor: Actor,
  input: { owner: LimitOwner },
): Promise<LimitsView> {
  const { owner } = input;
  const found = await findLimitOwner(context.db.prisma, actor, { owner, permission: 'limit:read' });
  return limitsView(found.limits, { ...found, now: context.now() });
}
