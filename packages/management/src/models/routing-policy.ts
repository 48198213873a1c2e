/** A model's routing policy between its stored form, where targets are bare uuids, and the API's. */
import { type RoutingPolicy, RoutingPolicySchema } from '@turnpike/contracts/management/routing';
import type { Prisma } from '@turnpike/db/client';
import { parseId, publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';

/** A stored policy as the API shows it; null where nobody set one. */
export function routingView(stored: Prisma.JsonValue): RoutingPolicy | null {
  const policy = stored === null ? undefined : RoutingPolicySchema.safeParse(stored).data;
  return policy === undefined ? null : withTargets(policy, (id) => publicId('target', id));
}

/**
 * A policy as it is stored. Throws `unknown_reference`, with the path of the field, for a target that is none of the
 * model's `targetIds`.
 */
export function storedRouting(policy: RoutingPolicy, targetIds: readonly string[]): RoutingPolicy {
  return withTargets(policy, (reference, path) => {
    const id = parseId('target', reference);
    if (id !== null && targetIds.includes(id)) return id;
    throw new ApiError('unknown_reference', {
      message: `The model has no target "${reference}".`,
      param: `routing.${path}`,
    });
  });
}

function withTargets(policy: RoutingPolicy, change: (target: string, path: string) => string): RoutingPolicy {
  const { pools, shadow } = policy;
  return {
    ...policy,
    pools: pools.map((pool, at) => ({
      ...pool,
      targets: pool.targets.map(({ target, ...rest }, index) => ({
        target: change(target, `pools.${at}.targets.${index}.target`),
        ...rest,
      })),
    })),
    shadow: shadow === null ? null : { ...shadow, target: change(shadow.target, 'shadow.target') },
  };
}
