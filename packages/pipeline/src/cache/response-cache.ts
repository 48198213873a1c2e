/**
 * Kept answers of one process: a memory front bounded in bytes, the cache Redis behind it, and the calls under way whose
 * answers equal ones wait for.
 */
import { LRUCache } from 'lru-cache';
import { type CachedAnswer, decodeCached, encodeCached } from './cached-answer.js';
import type { CacheStore } from './cache-store.js';

/** What an entry takes beside its body, roughly. */
const ENTRY_BYTES = 1_024;

export interface ResponseCacheOptions {
  readonly store: Pick<CacheStore, 'get' | 'set'>;
  readonly memoryBytes: number;
}

/** Ends a call that others wait for: with its answer, or with null for none they could take. */
export type EndWait = (answer: CachedAnswer | null) => void;

export class ResponseCache {
  private readonly store: ResponseCacheOptions['store'];
  private readonly memory: LRUCache<string, CachedAnswer>;
  private readonly underWay = new Map<string, Promise<CachedAnswer | null>>();

  constructor({ store, memoryBytes }: ResponseCacheOptions) {
    this.store = store;
    this.memory = new LRUCache({
      maxSize: memoryBytes,
      sizeCalculation: ({ body }) => body.length + ENTRY_BYTES,
    });
  }

  /** An answer kept at this time or later. */
  async find(key: string, sinceMs: number): Promise<CachedAnswer | null> {
    const near = this.memory.get(key);
    if (near !== undefined && near.keptAtMs >= sinceMs) return near;
    const bytes = await this.store.get(key);
    const far = bytes === null ? null : decodeCached(bytes);
    if (far === null || far.keptAtMs < sinceMs) return null;
    this.memory.set(key, far);
    return far;
  }

  keep(key: string, answer: CachedAnswer, ttlMs: number): void {
    this.memory.set(key, answer);
    this.store.set(key, encodeCached(answer), ttlMs);
  }

  /** The answer of an equal call under way; null for none. */
  waitFor(key: string): Promise<CachedAnswer | null> | null {
    return this.underWay.get(key) ?? null;
  }

  /** Equal calls wait for this one, until it ends the wait. */
  begin(key: string): EndWait {
    const { promise, resolve } = Promise.withResolvers<CachedAnswer | null>();
    this.underWay.set(key, promise);
    return (answer) => {
      if (this.underWay.get(key) === promise) this.underWay.delete(key);
      resolve(answer);
    };
  }
}
