/** What decides where calls go, put together for one process: the router, and what it knows of places. */
import type { KeySpace } from '@turnpike/limits/keys';
import { Discoveries } from '@turnpike/routing/discovery/discoveries';
import { Health } from '@turnpike/routing/health/health';
import { HealthStore } from '@turnpike/routing/health/health-store';
import { Places } from '@turnpike/routing/places';
import { RouteTable } from '@turnpike/routing/route-table';
import type { Redis } from 'ioredis';
import type { CatalogueModel, CatalogueTarget } from './catalogue.js';
import type { CatalogueStore, PipelineServices } from './services.js';
import { upstreamCosts } from './upstream-costs.js';

/** What routing stands on; nothing is asked of Redis before `start`. */
export interface RoutingOptions {
  redis: Redis;
  keys: KeySpace;
  processId: string;
  catalogue: CatalogueStore;
  onError: (error: unknown, context: string) => void;
}

export interface Routing {
  readonly router: PipelineServices['router'];
  readonly places: Places;
  /** Which instances providers have. */
  readonly discoveries: Discoveries;
  /** How every place is, as all processes see it. */
  readonly health: Health;
  /** Begins to look for instances, to check places and to tell other processes. Never rejects. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export function assembleRouting(options: RoutingOptions): Routing {
  const places = new Places();
  const { redis, keys, catalogue, onError } = options;
  const providers = () => catalogue.current()?.discovered ?? null;
  const discoveries = new Discoveries({ providers, redis, keys, onError });
  const router = new RouteTable<CatalogueTarget, CatalogueModel>({
    places,
    instances: discoveries,
    models: () => catalogue.current()?.models.values() ?? [],
    costs: upstreamCosts,
  });
  const health = new Health({
    places,
    store: new HealthStore({ redis, keys, processId: options.processId }),
    listPlaces: () => router.members(),
    onError: (error) => onError(error, 'health'),
  });
  discoveries.onInstances((change) => health.onInstances(change));
  return {
    router,
    places,
    discoveries,
    health,
    async start() {
      await Promise.all([discoveries.start(), health.start()]);
    },
    async close() {
      discoveries.close();
      await health.close();
    },
  };
}
