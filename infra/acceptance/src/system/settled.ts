/** Waits until nothing is under way any more: every call settled, every event committed, every copy given up. */
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SHARD_COUNT } from '@turnpike/limits/keys';
import { readDeliveries } from './sandbox-account.js';
import type { System } from './system.js';

const POLL_MS = 200;
/** Several leases, for a process that died; and much patience with a busy machine. */
const SETTLED_WITHIN_MS = 90_000;

/** @throws {Error} that says what is still there when the time is over */
export async function waitUntilSettled(system: System): Promise<void> {
  const deadline = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const left = await findUnsettled(system).catch((error: unknown) => [`unreachable: ${String(error)}`]);
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`not settled after ${SETTLED_WITHIN_MS / 1000} s: ${left.join(', ')}`);
    await sleep(POLL_MS);
  }
}

async function findUnsettled(system: System): Promise<string[]> {
  const left: string[] = [];
  const note = (count: number, what: string) => {
    if (count > 0) left.push(`${count} ${what}`);
  };
  // First those who could still put something into Redis.
  const deliveries = await readDeliveries(system.sandboxUrl);
  note([...deliveries.values()].filter(({ ended }) => ended === 'open').length, 'calls open at the sandbox');
  for (const gateway of system.gateways) {
    note(await gateway.gauge('turnpike_open_calls'), `open calls of ${gateway.name}`);
    note(await gateway.gauge('turnpike_unconfirmed_usage_events'), `unconfirmed events of ${gateway.name}`);
  }
  const { holds, pendings, events } = await countInRedis(system);
  note(holds, 'holds');
  note(pendings, 'pending events');
  note(events, 'events in lists');
  note(await system.redis.llen(system.keys.records()), 'batches of call records');
  const spooled = await readdir(system.spoolFolder).catch(() => []);
  note(spooled.length, 'spool files');
  return left;
}

/** Totals of all shards. */
export async function countInRedis({
  redis,
  keys,
}: System): Promise<{ holds: number; pendings: number; events: number }> {
  const pipeline = redis.pipeline();
  for (let shard = 0; shard < SHARD_COUNT; shard += 1) {
    pipeline.hlen(keys.holds(shard)).hlen(keys.pendings(shard)).llen(keys.events(shard));
  }
  const replies = ((await pipeline.exec()) ?? []).map(([error, count]) => {
    if (error !== null) throw error;
    return Number(count);
  });
  const total = (offset: number) =>
    replies.reduce((sum, count, index) => (index % 3 === offset ? sum + count : sum), 0);
  return { holds: total(0), pendings: total(1), events: total(2) };
}
