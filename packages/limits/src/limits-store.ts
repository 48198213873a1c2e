import type { Redis } from 'ioredis';
import type { KeySpace } from './keys.js';

/** Where limits and money live: a connection, and the names of a deployment's keys in it. */
export interface LimitsStore {
  readonly redis: Redis;
  readonly keys: KeySpace;
}
