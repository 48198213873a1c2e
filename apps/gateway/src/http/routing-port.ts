/** What the control plane asks the request path: how places are, where calls would go, which instances there are. */
import type { InstanceView } from '@turnpike/contracts/management/discovery';
import { ApiError } from '@turnpike/errors/api-error';
import type { RoutingPort } from '@turnpike/management/routing/routing-port';
import type { Routing } from '@turnpike/pipeline/assemble-routing';
import type { CatalogueStore } from '@turnpike/pipeline/services';
import type { DiscoveredInstance } from '@turnpike/routing/discovery/discovery-source';
import { simulateRoute } from './simulate-route.js';

export interface RoutingPortOptions {
  routing: Routing;
  catalogue: CatalogueStore;
}

function orUnavailable(cause: unknown): never {
  throw new ApiError('store_unavailable', { cause });
}

function instanceView({ address, weight, expiresAtMs }: DiscoveredInstance): InstanceView {
  return { address, weight, expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString() };
}

export function createRoutingPort({ routing, catalogue }: RoutingPortOptions): RoutingPort {
  const { registered } = routing.discoveries;
  return {
    health: () => routing.health.view().catch(orUnavailable),
    simulate: (call) => simulateRoute({ router: routing.router, catalogue }, call),
    instancesOf(providerId) {
      const { instances, error } = routing.discoveries.known(providerId);
      return Promise.resolve({ items: instances.map(instanceView), error });
    },
    async register(providerId, instance, ttlMs) {
      const expiresAtMs = await registered.register(providerId, instance, ttlMs).catch(orUnavailable);
      return expiresAtMs === null ? null : instanceView({ ...instance, expiresAtMs });
    },
    withdraw: (providerId, address) => registered.withdraw(providerId, address).catch(orUnavailable),
  };
}
