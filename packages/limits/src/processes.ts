import { type Claim, restoreClaims } from './claims.js';
import type { LimitsStore } from './limits-store.js';
import { shardOf } from './keys.js';
import { formatHoldRecord, type HoldRecord, parseHoldRecord } from './hold-record.js';
import { Script } from './script.js';
import {
  BEAT_SCRIPT,
  BEGIN_REBUILD_SCRIPT,
  FINISH_REBUILD_SCRIPT,
  FORGET_REBUILD_SCRIPT,
  REGISTER_SCRIPT,
} from './scripts/process.scripts.js';

const BEAT = new Script(BEAT_SCRIPT);
const BEGIN_REBUILD = new Script(BEGIN_REBUILD_SCRIPT);
const REGISTER = new Script(REGISTER_SCRIPT);
const FINISH_REBUILD = new Script(FINISH_REBUILD_SCRIPT);
const FORGET_REBUILD = new Script(FORGET_REBUILD_SCRIPT);

/** Between heartbeats. */
export const HEARTBEAT_INTERVAL_MS = 1_000;
export { LEASE_MS } from './lease.js';

/** `processes`: how many live, this one included. */
export type HeartbeatReply =
  | { kind: 'alive'; nowMs: number; processes: number; rebuilds: { shard: number; generation: string }[] }
  | { kind: 'fenced' };

/** Renews a process's lease and reports its state, a JSON text the reaper reads should it die. */
export async function beat({ redis, keys }: LimitsStore, incarnation: string, state: string): Promise<HeartbeatReply> {
  const keyList = [keys.beats(), keys.dead(), keys.rebuilds(), keys.processState(incarnation)];
  const reply = (await BEAT.run(redis, keyList, [incarnation, state])) as (string | number)[];
  if (reply[0] === 'FENCED') return { kind: 'fenced' };
  const rebuilds: { shard: number; generation: string }[] = [];
  for (let at = 3; at + 1 < reply.length; at += 2) {
    rebuilds.push({ shard: Number(reply[at]), generation: String(reply[at + 1]) });
  }
  return { kind: 'alive', nowMs: Number(reply[1]), processes: Number(reply[2]), rebuilds };
}

/** Leaves: a process that settled everything takes its heartbeat with it. */
export async function leave({ redis, keys }: LimitsStore, incarnation: string): Promise<void> {
  await redis.multi().hdel(keys.beats(), incarnation).del(keys.processState(incarnation)).exec();
}

/** All heartbeats with Redis' own clock, in ms. */
export async function readBeats({ redis, keys }: LimitsStore): Promise<{ nowMs: number; beats: Map<string, number> }> {
  const replies = (await redis.multi().time().hgetall(keys.beats()).exec()) ?? [];
  const [seconds, micros] = replies[0]?.[1] as [string, string];
  const beats = new Map(Object.entries(replies[1]?.[1] as Record<string, string>).map(([id, at]) => [id, Number(at)]));
  return { nowMs: Number(seconds) * 1000 + Math.floor(Number(micros) / 1000), beats };
}

/** Declares a process dead: from now on its heartbeat is refused. */
export async function fence({ redis, keys }: LimitsStore, incarnation: string): Promise<void> {
  await redis.multi().sadd(keys.dead(), incarnation).hdel(keys.beats(), incarnation).exec();
}

/** What a process last reported; null when nothing is known. */
export async function readProcessState({ redis, keys }: LimitsStore, incarnation: string): Promise<string | null> {
  return redis.get(keys.processState(incarnation));
}

/** Open holds of a shard, with the fields that no version understands. */
export async function readHolds(
  { redis, keys }: LimitsStore,
  shard: number,
): Promise<{ holds: HoldRecord[]; unreadable: string[] }> {
  const holds: HoldRecord[] = [];
  const unreadable: string[] = [];
  for (const [field, value] of Object.entries(await redis.hgetall(keys.holds(shard)))) {
    const record = parseHoldRecord(field, value);
    if (record === null) unreadable.push(field);
    else holds.push(record);
  }
  return { holds, unreadable };
}

/** Opens the rebuild of a shard, or joins the one that runs. `rebuilding` is false when the shard is in business. */
export async function beginRebuild(
  { redis, keys }: LimitsStore,
  shard: number,
  newId: string,
): Promise<{ generation: string; rebuilding: boolean; ageMs: number }> {
  const reply = await BEGIN_REBUILD.run(redis, [keys.meta(shard), keys.acks(shard)], [newId]);
  const [generation, started, now] = reply as [string, string, string];
  const rebuilding = generation.startsWith('r:');
  if (rebuilding) await redis.hset(keys.rebuilds(), String(shard), generation);
  return { generation, rebuilding, ageMs: Number(now) - Number(started) };
}

/** A hold to register again: as it stands in the process's memory. */
export type RegisteredHold = Omit<HoldRecord, 'context'> & { context: string; claim?: Claim | null };

/**
 * Registers a process's open holds of a shard under rebuild, and acknowledges, holds or none. False when the shard is at
 * another generation: the rebuild is over, and is announced no longer.
 */
export async function registerHolds(
  { redis, keys }: LimitsStore,
  rebuild: { shard: number; generation: string; incarnation: string; holds: readonly RegisteredHold[] },
): Promise<boolean> {
  const { shard, generation } = rebuild;
  const keyList = [keys.meta(shard), keys.acks(shard), keys.holds(shard), keys.pendings(shard)];
  const args: (string | number)[] = [generation, rebuild.incarnation];
  for (const hold of rebuild.holds) {
    if (shardOf(hold.tenantId) !== shard) throw new Error('hold of another shard');
    const index = keyList.push(keys.tenant(hold.tenantId));
    const counted = [...hold.scopes, ...hold.counters].join(',');
    args.push(index, `${hold.tenantId}/${hold.requestId}`, formatHoldRecord(hold), `-${hold.hold}`, counted);
  }
  // Before the acknowledgement: nobody may find the key of a running call free in a shard that is open again.
  const claimed = rebuild.holds.filter((hold): hold is RegisteredHold & { claim: Claim } => Boolean(hold.claim));
  await restoreClaims({ redis, keys }, claimed);
  const registered = (await REGISTER.run(redis, keyList, args)) === 1;
  if (!registered) await forgetRebuild({ redis, keys }, rebuild);
  return registered;
}

/** Incarnations that acknowledged the rebuild of a shard. */
export async function readAcknowledgements({ redis, keys }: LimitsStore, shard: number): Promise<string[]> {
  return redis.smembers(keys.acks(shard));
}

/** Opens a rebuilt shard for business. */
export async function finishRebuild({ redis, keys }: LimitsStore, shard: number, generation: string): Promise<void> {
  await FINISH_REBUILD.run(redis, [keys.meta(shard), keys.acks(shard)], [generation, generation.slice(2)]);
  await forgetRebuild({ redis, keys }, { shard, generation });
}

/** By generation: whoever is late must not silence the rebuild that came after. */
async function forgetRebuild(
  { redis, keys }: LimitsStore,
  rebuild: { shard: number; generation: string },
): Promise<void> {
  await FORGET_REBUILD.run(redis, [keys.rebuilds()], [rebuild.shard, rebuild.generation]);
}

/** Tells the incarnation that settled them which events are committed. Kept a day: it may be gone for good. */
export async function announceConfirmed(
  { redis, keys }: LimitsStore,
  incarnation: string,
  eventIds: readonly string[],
): Promise<void> {
  if (eventIds.length === 0) return;
  const key = keys.confirmations(incarnation);
  await redis
    .multi()
    .rpush(key, ...eventIds)
    .expire(key, 86_400)
    .exec();
}

/** Takes confirmations meant for an incarnation, at most `limit`. */
export async function takeConfirmed(
  { redis, keys }: LimitsStore,
  incarnation: string,
  limit: number,
): Promise<string[]> {
  return (await redis.lpop(keys.confirmations(incarnation), limit)) ?? [];
}
