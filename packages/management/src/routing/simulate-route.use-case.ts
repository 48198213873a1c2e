import type { RouteSimulationView, SimulateRouteInput } from '@turnpike/contracts/management/routing';
import { parseId, publicId } from '@turnpike/domain/ids';
import { isResidencyRule, type Residency } from '@turnpike/domain/residency';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { byIdOr, unknownReference } from '../references/unknown-reference.js';

/**
 * Where a call would go at this moment, in which order and why; nothing is called and nobody charged. A model that is
 * not offered is `not_found`; `invalid_state` in a process without the request path. Platform admins only.
 */
export async function simulateRoute(
  context: ManagementContext,
  actor: Actor,
  input: SimulateRouteInput,
): Promise<RouteSimulationView> {
  requirePermission(actor, 'platform:read');
  const { tenant, ...call } = input;
  const { routing } = context;
  if (routing === null) throw new ApiError('invalid_state', { message: 'Routes are known to the gateway alone.' });
  const caller = tenant === undefined || tenant === null ? NOBODY : await findCaller(context, tenant);
  const simulation = routing.simulate({ ...call, ...caller });
  if (simulation === null) {
    const message = `No model "${input.model}" is offered: there is none, or it is disabled.`;
    throw new ApiError('not_found', { message, param: 'model' });
  }
  const { steps, shadow } = simulation;
  return {
    ...simulation,
    steps: steps.map((step) => ({ ...step, targetId: publicTarget(step.targetId) })),
    shadow: shadow === null ? null : { ...shadow, targetId: publicTarget(shadow.targetId) },
  };
}

const NOBODY: { tenantId: string | null; residency: Residency | null } = { tenantId: null, residency: null };

async function findCaller({ db }: ManagementContext, tenant: string): Promise<typeof NOBODY> {
  const row = await db.prisma.tenant.findFirst({
    where: byIdOr('tenant', tenant, 'slug'),
    select: { id: true, residencyRegions: true, maxRetentionDays: true },
  });
  if (row === null) throw unknownReference('tenant', tenant);
  const residency = { regions: row.residencyRegions, maxRetentionDays: row.maxRetentionDays };
  return { tenantId: row.id, residency: isResidencyRule(residency) ? residency : null };
}

function publicTarget(bare: string): string {
  return publicId('target', parseId('target', bare) ?? bare);
}
