/** From the catalogue's targets to places: a target whose provider is discovered is one place for each instance. */
import type { InstanceSource, RoutableTarget } from './route-plan.js';

/** A target, or one instance of it. */
export interface Member<T> {
  readonly key: string;
  readonly target: T;
  /** What is said of the target, times the instance's own. */
  readonly weight: number;
}

export const NO_INSTANCES: InstanceSource = { version: 0, instancesOf: () => [] };

/** What those targets come to. `weightOf` says another weight than the target's own. */
export function membersOf<T extends RoutableTarget>(
  targets: readonly T[],
  instances: InstanceSource,
  weightOf: (target: T) => number = (target) => target.weight,
): Member<T>[] {
  return targets.flatMap((target) => {
    if (!target.isDiscovered) return { key: target.id, target, weight: weightOf(target) };
    return instances.instancesOf(target.providerId).map(({ address, weight }) => ({
      key: `${target.id}@${address}`,
      target: { ...target, instance: address, baseUrl: at(target.baseUrl, address) },
      weight: weightOf(target) * weight,
    }));
  });
}

/** A base URL at another host and port; scheme, path and query stay. */
function at(baseUrl: string, address: string): string {
  return baseUrl.replace(/^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#@]*@)?[^/?#]*/i, `$1${address}`);
}
