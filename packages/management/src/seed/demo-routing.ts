import type { ModelView } from '@turnpike/contracts/management/models';
import { type RoutingPolicy, RoutingPolicySchema } from '@turnpike/contracts/management/routing';

/**
 * The policy that a model of the demo begins with; null for one pool. Of `sandbox-canary` a tenth of the users, and
 * whoever says `x-traffic-tag: next`, are served by the second target.
 */
export function demoRouting(model: string, targets: ModelView['targets']): RoutingPolicy | null {
  const [stable, next] = targets;
  if (model !== 'sandbox-canary' || stable === undefined || next === undefined) return null;
  return RoutingPolicySchema.parse({
    pools: [
      { name: 'stable', targets: [{ target: stable.id }] },
      { name: 'canary', targets: [{ target: next.id }] },
    ],
    defaultPools: ['stable'],
    rules: [
      { name: 'next', when: { tag: 'next' }, use: ['canary', 'stable'] },
      { name: 'canary', percent: 10, stickyBy: 'end_user', use: ['canary', 'stable'] },
    ],
    fallbackModels: ['sandbox-chat-mini'],
  });
}
