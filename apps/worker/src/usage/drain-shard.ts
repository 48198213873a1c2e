/**
 * Drains one shard's list of usage events into PostgreSQL: read, record per tenant, announce, confirm, until it is empty.
 *
 * Nothing leaves Redis before its transaction committed or it was parked. A crash anywhere repeats the batch, which then
 * adds nothing; two drains of one shard at once are harmless for the same reason. A failure that isn't the data's ends the
 * drain and leaves the rest in the list: the sweep asks again, without limit.
 */
import { announceConfirmed } from '@turnpike/limits/processes';
import { confirmEvents, type PendingEvent, readPendingEvents } from '@turnpike/limits/balance';
import { type KeySpace, shardOf } from '@turnpike/limits/keys';
import type { RecordedQuota } from '@turnpike/limits/recorded-quota';
import type { Logger } from '@turnpike/telemetry/logger';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { WorkerMetrics } from '../operations/worker-metrics.js';
import { isAboutData, TenantRefusedError } from './event-refused.js';
import { ingestBatch } from './ingest-batch.js';
import type { KeyUses } from './key-uses.js';
import { parkEvent } from './park-event.js';
import { ownerOf, type PendingUsage, type ReadUsage, readUsage } from './pending-usage.js';
import type { PostedVersions } from './posted-versions.js';
import { postedBalance, type TenantAccount } from './tenant-account.js';

/** Most events of one transaction. */
export const BATCH_SIZE = 500;

export interface DrainContext {
  pool: pg.Pool;
  redis: Redis;
  keys: KeySpace;
  versions: PostedVersions;
  keyUses: KeyUses;
  metrics: WorkerMetrics;
  logger: Logger;
}

/** Drains a shard until its list is empty or the signal aborts, which is looked at between batches. */
export async function drainShard(context: DrainContext, shard: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const entries = await readPendingEvents(context, shard, BATCH_SIZE);
    if (entries.length === 0) return;
    if (entries.some((entry) => !belongsTo(shard, entry))) {
      await dropForeign(context, shard);
      continue;
    }
    const nowMs = await readDatabaseClock(context.pool);
    for (const [tenantId, batch] of groupByTenant(entries, nowMs)) await drainTenant(context, tenantId, batch);
  }
}

const LIST_FIELD = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/[0-9a-f-]{36}$/;

function belongsTo(shard: number, { tenantId, eventId }: PendingEvent): boolean {
  return LIST_FIELD.test(`${tenantId}/${eventId}`) && shardOf(tenantId) === shard;
}

/**
 * Takes out of the list what no settlement of this shard ever wrote. Confirming it would look in another place, find
 * nothing, and leave it at the head of the list for ever.
 */
async function dropForeign(context: DrainContext, shard: number): Promise<void> {
  const { redis, keys } = context;
  for (const field of await redis.lrange(keys.events(shard), 0, BATCH_SIZE - 1)) {
    const tenantId = LIST_FIELD.exec(field)?.[1];
    if (tenantId !== undefined && shardOf(tenantId) === shard) continue;
    const json = (await redis.hget(keys.pendings(shard), field)) ?? '';
    await park(context, { tenantId: tenantId ?? '', eventId: field, overrun: 0n, json }, `no entry of shard ${shard}`);
    await redis.multi().lrem(keys.events(shard), 1, field).hdel(keys.pendings(shard), field).exec();
  }
}

async function readDatabaseClock(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]?.now.getTime() ?? Date.now();
}

function groupByTenant(entries: readonly PendingEvent[], nowMs: number): Map<string, ReadUsage[]> {
  const groups = new Map<string, ReadUsage[]>();
  for (const entry of entries) {
    const group = groups.get(entry.tenantId);
    const read = readUsage(entry, nowMs);
    if (group === undefined) groups.set(entry.tenantId, [read]);
    else group.push(read);
  }
  return groups;
}

async function drainTenant(context: DrainContext, tenantId: string, batch: readonly ReadUsage[]): Promise<void> {
  const usable: PendingUsage[] = [];
  for (const entry of batch) {
    if (entry.kind === 'usable') usable.push(entry);
    else if (entry.kind === 'unusable') await park(context, entry.pending, entry.reason);
  }
  const { account, quotas } = usable.length === 0 ? NOTHING_RECORDED : await record(context, tenantId, usable);
  const pendings = batch.map(({ pending }) => pending);
  // Committed is committed: the owners may forget their copies before Redis drops its own, never the other way round.
  await announce(context, pendings);
  const balance = account === null ? null : postedBalance(account);
  await confirmEvents(context, {
    tenantId,
    eventIds: pendings.map(({ eventId }) => eventId),
    balance,
    quotas,
  });
  if (balance !== null) context.versions.posted(tenantId, balance.version);
}

/** What Redis is told of a batch. */
interface Recorded {
  account: TenantAccount | null;
  quotas: readonly RecordedQuota[];
}

const NOTHING_RECORDED: Recorded = { account: null, quotas: [] };

/** Records a batch; halves one that the data spoils until the spoilt events stand alone, and parks those. */
async function record(context: DrainContext, tenantId: string, batch: readonly PendingUsage[]): Promise<Recorded> {
  try {
    const { account, recorded, quotas } = await ingestBatch(context.pool, tenantId, batch);
    for (const row of recorded) {
      context.metrics.usageRecorded.inc({ kind: row.kind });
      if (row.kind !== 'reversal') context.keyUses.note(row.apiKeyId, row.startedAt.getTime());
    }
    const reversals = recorded.filter((row) => row.kind === 'reversal').length;
    context.metrics.usageRepeated.inc(batch.length - (recorded.length - reversals));
    return { account, quotas };
  } catch (error) {
    if (error instanceof TenantRefusedError) {
      for (const { pending } of batch) await park(context, pending, error.message);
      return NOTHING_RECORDED;
    }
    if (!isAboutData(error)) throw error;
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      await park(context, only.pending, error instanceof Error ? error.message : String(error));
      return NOTHING_RECORDED;
    }
    const half = Math.ceil(batch.length / 2);
    const first = await record(context, tenantId, batch.slice(0, half));
    const second = await record(context, tenantId, batch.slice(half));
    return { account: second.account ?? first.account, quotas: [...first.quotas, ...second.quotas] };
  }
}

async function park(context: DrainContext, pending: PendingEvent, reason: string): Promise<void> {
  await parkEvent(context.pool, pending, reason);
  context.metrics.usageParked.inc();
  const { tenantId, eventId } = pending;
  context.logger.error({ tenantId, eventId, reason }, 'usage event parked');
}

/** What can't be read may still name its owner. A dead one's list expires by itself. */
async function announce(context: DrainContext, pendings: readonly PendingEvent[]): Promise<void> {
  const owners = new Map<string, string[]>();
  for (const { eventId, json } of pendings) {
    const owner = ownerOf(json);
    if (owner === null) continue;
    const own = owners.get(owner);
    if (own === undefined) owners.set(owner, [eventId]);
    else own.push(eventId);
  }
  for (const [owner, eventIds] of owners) await announceConfirmed(context, owner, eventIds);
}
