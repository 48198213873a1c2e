/**
 * Asks for every shard that has events waiting. This is what makes nudges from the gateways a matter of speed only, and
 * the retry of every drain that failed. Exports how much waits and for how long.
 */
import { UsageEventSchema } from '@turnpike/contracts/usage-event';
import { countPendingEvents, readPendingEvents } from '@turnpike/limits/balance';
import { SHARD_COUNT } from '@turnpike/limits/keys';
import type { UsageIngestQueue } from '@turnpike/queues/usage-ingest.queue';
import type { DrainContext } from './drain-shard.js';

const SHARDS: readonly number[] = Array.from({ length: SHARD_COUNT }, (_, shard) => shard);

export async function sweepShards(
  context: Pick<DrainContext, 'redis' | 'keys' | 'metrics'>,
  queue: UsageIngestQueue,
): Promise<void> {
  const counts = await countPendingEvents(context, SHARDS);
  const waiting = SHARDS.filter((shard) => (counts[shard] ?? 0) > 0);
  context.metrics.usageWaiting.set(counts.reduce((sum, count) => sum + count, 0));
  context.metrics.usageOldestSeconds.set((await oldestAgeMs(context, waiting)) / 1000);
  await queue.enqueue(waiting);
}

/** Time since the oldest readable event at the head of a list ended; 0 when nothing waits. */
async function oldestAgeMs(context: Pick<DrainContext, 'redis' | 'keys'>, shards: readonly number[]): Promise<number> {
  const heads = await Promise.all(shards.map((shard) => readPendingEvents(context, shard, 1)));
  const ages = heads.flat().map(({ json }) => ageMs(json));
  return Math.max(0, ...ages);
}

const EndedAt = UsageEventSchema.pick({ endedAtMs: true });

function ageMs(json: string): number {
  try {
    return Date.now() - EndedAt.parse(JSON.parse(json)).endedAtMs;
  } catch {
    return 0;
  }
}
