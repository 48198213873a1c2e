/**
 * Callers, loaded on first use and kept in bounded memory under the hash of their whole key, never under the key. An
 * entry lives until its tenant's epoch rises; the admission script finds a stale one even when that word is late.
 */
import { hash } from 'node:crypto';
import type { Caller } from '@turnpike/pipeline/caller';
import type { CallerStore } from '@turnpike/pipeline/services';
import { LRUCache } from 'lru-cache';

export interface CallerCacheOptions {
  /** Loads from Postgres; null for a key that doesn't exist. */
  load: (credential: string) => Promise<Caller | null>;
  /** Callers kept. */
  capacity: number;
}

/** A key that doesn't exist isn't asked for again for this long. */
const NEGATIVE_TTL_MS = 1_000;
const NEGATIVE_CAPACITY = 10_000;

export class CallerCache implements CallerStore {
  private readonly options: CallerCacheOptions;
  private readonly callers: LRUCache<string, Caller>;
  private readonly unknown = new LRUCache<string, true>({ max: NEGATIVE_CAPACITY, ttl: NEGATIVE_TTL_MS });
  private readonly loads = new Map<string, Promise<Caller | null>>();
  /** Cached keys by tenant, for invalidation. */
  private readonly byTenant = new Map<string, Set<string>>();

  constructor(options: CallerCacheOptions) {
    this.options = options;
    this.callers = new LRUCache({ max: options.capacity, dispose: (caller, key) => this.unlink(caller, key) });
  }

  find(credential: string): Caller | null | Promise<Caller | null> {
    const key = hash('sha256', credential, 'base64');
    const caller = this.callers.get(key);
    if (caller !== undefined) return caller;
    return this.unknown.has(key) ? null : this.load(credential, key);
  }

  reload(credential: string): Promise<Caller | null> {
    const key = hash('sha256', credential, 'base64');
    this.callers.delete(key);
    return this.load(credential, key);
  }

  /** Forgets a tenant's callers. A load under way is not kept either: it may have read before the change. */
  forgetTenant(tenantId: string): void {
    for (const key of this.byTenant.get(tenantId) ?? []) this.callers.delete(key);
    this.loads.clear();
  }

  private load(credential: string, key: string): Promise<Caller | null> {
    const running = this.loads.get(key);
    if (running !== undefined) return running;
    const load = this.options.load(credential).then(
      (caller) => {
        if (this.loads.get(key) === load) {
          this.loads.delete(key);
          this.keep(key, caller);
        }
        return caller;
      },
      (error: unknown) => {
        if (this.loads.get(key) === load) this.loads.delete(key);
        throw error;
      },
    );
    this.loads.set(key, load);
    return load;
  }

  private keep(key: string, caller: Caller | null): void {
    if (caller === null) {
      this.unknown.set(key, true);
      return;
    }
    this.callers.set(key, caller);
    const keys = this.byTenant.get(caller.tenantId);
    if (keys === undefined) this.byTenant.set(caller.tenantId, new Set([key]));
    else keys.add(key);
  }

  private unlink(caller: Caller, key: string): void {
    const keys = this.byTenant.get(caller.tenantId);
    keys?.delete(key);
    if (keys?.size === 0) this.byTenant.delete(caller.tenantId);
  }
}
