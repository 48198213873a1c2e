import type { LimitsStore } from './limits-store.js';
import { shardOf } from './keys.js';
import type { RecordedQuota } from './recorded-quota.js';
import { countableBalance, countableLimit } from './redis-integer.js';
import { Script } from './script.js';
import { CONFIRM_SCRIPT, LOAD_SCRIPT, POST_SCRIPT, RAISE_EPOCH_SCRIPT } from './scripts/money.scripts.js';

const CONFIRM = new Script(CONFIRM_SCRIPT);
const POST = new Script(POST_SCRIPT);
const LOAD = new Script(LOAD_SCRIPT);
const RAISE_EPOCH = new Script(RAISE_EPOCH_SCRIPT);

/** A ledger balance in base units (rounded down) at its account's version. Redis is told at most ± 2^62 of it. */
export interface PostedBalance {
  posted: bigint;
  version: string;
}

/** An event waiting in a shard's list, with its raw JSON and what Redis said of its charge. */
export interface PendingEvent {
  tenantId: string;
  eventId: string;
  /** Base units taken as overrun at settlement. */
  overrun: bigint;
  json: string;
}

/**
 * Drops a tenant's committed events from the shard and posts the balance and the counts they led to; of a count the
 * highest known stays. `balance` is null for a tenant without a ledger account. Replies the event ids that were still
 * pending.
 */
export async function confirmEvents(
  { redis, keys }: LimitsStore,
  batch: {
    tenantId: string;
    eventIds: readonly string[];
    balance: PostedBalance | null;
    quotas: readonly RecordedQuota[];
  },
): Promise<string[]> {
  const shard = shardOf(batch.tenantId);
  const dropped = (await CONFIRM.run(
    redis,
    [keys.pendings(shard), keys.events(shard), keys.tenant(batch.tenantId)],
    [
      batch.balance === null ? '' : countableBalance(batch.balance.posted).toString(),
      batch.balance?.version ?? '',
      batch.quotas.length,
      ...quotaArguments(batch.quotas),
      ...batch.eventIds.map((eventId) => `${batch.tenantId}/${eventId}`),
    ],
  )) as string[];
  return dropped.map((field) => field.slice(field.indexOf('/') + 1));
}

function quotaArguments(quotas: readonly RecordedQuota[]): string[] {
  return quotas.flatMap(({ scope, startMs, used }) => [`Q:${scope}:${startMs}`, countableLimit(used).toString()]);
}

/** Tells Redis of a grant or correction; an older version than the known one changes nothing. */
export async function postBalance(
  { redis, keys }: LimitsStore,
  tenantId: string,
  balance: PostedBalance,
): Promise<void> {
  await POST.run(redis, [keys.tenant(tenantId)], [countableBalance(balance.posted).toString(), balance.version]);
}

/** Brings a tenant that Redis doesn't know into its shard. */
export async function loadTenant(
  { redis, keys }: LimitsStore,
  tenant: PostedBalance & {
    tenantId: string;
    epoch: string;
    quotas: readonly RecordedQuota[];
  },
): Promise<void> {
  const { epoch, posted, version, quotas } = tenant;
  const args = [epoch, countableBalance(posted).toString(), version, ...quotaArguments(quotas)];
  await LOAD.run(redis, [keys.tenant(tenant.tenantId)], args);
}

/** Raises a tenant's epoch, so that every cached caller of it is found stale at its next call. */
export async function raiseEpoch({ redis, keys }: LimitsStore, tenantId: string, epoch: string): Promise<void> {
  await RAISE_EPOCH.run(redis, [keys.tenant(tenantId)], [epoch]);
}

/** Pending and held totals of a tenant in base units, both ≥ 0; zero for a tenant Redis doesn't know. */
export async function readBalance(
  { redis, keys }: LimitsStore,
  tenantId: string,
): Promise<{ pending: bigint; held: bigint }> {
  const [pend, held] = await redis.hmget(keys.tenant(tenantId), 'pend', 'held');
  return { pending: -BigInt(pend ?? '0'), held: -BigInt(held ?? '0') };
}

/** The oldest events of a shard, at most `limit`. An entry whose event is gone is given back to be dropped. */
export async function readPendingEvents(
  { redis, keys }: LimitsStore,
  shard: number,
  limit: number,
): Promise<PendingEvent[]> {
  const fields = await redis.lrange(keys.events(shard), 0, limit - 1);
  if (fields.length === 0) return [];
  const values = await redis.hmget(keys.pendings(shard), ...fields);
  return fields.map((field, index) => parsePendingEvent(field, values[index] ?? ''));
}

const PENDING_VALUE = /^\d+\|(-?\d+)\|[^|]*\|(.*)$/s;

/** A value of another form than settlement writes is given back whole, to be parked. */
function parsePendingEvent(field: string, value: string): PendingEvent {
  const [tenantId = '', eventId = ''] = field.split('/');
  const match = PENDING_VALUE.exec(value);
  if (match === null) return { tenantId, eventId, overrun: 0n, json: value };
  return { tenantId, eventId, overrun: -BigInt(match[1] as string), json: match[2] as string };
}

/** Events waiting in each of the given shards. */
export async function countPendingEvents({ redis, keys }: LimitsStore, shards: readonly number[]): Promise<number[]> {
  return Promise.all(shards.map((shard) => redis.llen(keys.events(shard))));
}
