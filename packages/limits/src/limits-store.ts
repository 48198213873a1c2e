import type { Redis } from 'ioredis';
import type { KeySpace } from './keys.js';

/** Where limits and money live: a connection, and the names of a deployment's keys in it. */
export interface LimitsStore {
  readonly redis: Redis;
  readonly keys: KeySpace;
  /** How long an admission bears a silence of Redis before it counts as away; as long as any command when left out. */
  readonly patienceMs?: number;
}
