/** The response cache of one process, put together: memory, the cache Redis, and the vectors of questions. */
import { CacheStore } from './cache/cache-store.js';
import { ResponseCache } from './cache/response-cache.js';
import { SemanticCache } from './cache/semantic/semantic-cache.js';
import { VectorShelf } from './cache/semantic/vector-shelf.js';
import type { AnswerCache } from './services.js';

export interface AnswerCacheOptions {
  /** Of a Redis that may forget what it is told. */
  readonly redisUrl: string;
  /** Of its keys. */
  readonly prefix: string;
  /** Of this process, for whole answers. */
  readonly memoryBytes: number;
}

export interface AssembledCache {
  readonly cache: AnswerCache;
  /** Never rejects. */
  start(): Promise<void>;
  close(): void;
}

/** Nothing is asked of Redis before `start`. */
export function assembleCache(options: AnswerCacheOptions, onError: (error: unknown) => void): AssembledCache {
  const { redisUrl: url, prefix, memoryBytes } = options;
  const store = new CacheStore({ url, prefix, onError });
  const exact = new ResponseCache({ store, memoryBytes });
  const semantic = new SemanticCache(exact, new VectorShelf(store, onError));
  return { cache: { exact, semantic }, start: () => store.open(), close: () => store.close() };
}
