import type { HoldRecord } from '@turnpike/limits/hold-record';
import { type KeySpace, SHARD_COUNT } from '@turnpike/limits/keys';
import { readHolds } from '@turnpike/limits/processes';
import type { Redis } from 'ioredis';

/** Shards read at once: enough to hide the round trip, few enough to keep a reply small. */
const SHARDS_AT_ONCE = 32;

export interface HoldScan {
  byOwner: Map<string, HoldRecord[]>;
  /** Hash fields of holds that no version understands. */
  unreadable: string[];
}

/** Every open hold there is, by owner. */
export async function scanHolds(redis: Redis, keys: KeySpace): Promise<HoldScan> {
  const scan: HoldScan = { byOwner: new Map(), unreadable: [] };
  for (let from = 0; from < SHARD_COUNT; from += SHARDS_AT_ONCE) {
    const shards = Array.from({ length: SHARDS_AT_ONCE }, (_, index) => from + index);
    for (const { holds, unreadable } of await Promise.all(shards.map((shard) => readHolds({ redis, keys }, shard)))) {
      scan.unreadable.push(...unreadable);
      for (const hold of holds) {
        const own = scan.byOwner.get(hold.owner);
        if (own === undefined) scan.byOwner.set(hold.owner, [hold]);
        else own.push(hold);
      }
    }
  }
  return scan;
}
