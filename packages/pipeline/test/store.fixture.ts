/** Redis as the corridor's tests use it: a key space of the test's own, events and calls to fill it. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { newId } from '@turnpike/domain/ids';
import { NO_USAGE } from '@turnpike/domain/usage';
import { admit, type AdmissionRequest, heldSlots } from '@turnpike/limits/admission';
import type { ConcurrencyCheck, QuotaCheck } from '@turnpike/limits/admission-limit';
import { loadTenant, readPendingEvents } from '@turnpike/limits/balance';
import { KeySpace, shardOf } from '@turnpike/limits/keys';
import { beginRebuild, finishRebuild } from '@turnpike/limits/processes';
import { Redis } from 'ioredis';
import type { OpenCall } from '../src/presence/presence.js';
import type { SettlementEntry } from '../src/settlement/settlement-lane.js';

export const TEST_REDIS_URL = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:26379';

export function keySpace(): KeySpace {
  return new KeySpace(`pipeline-${randomBytes(6).toString('hex')}`);
}

/** As the request path connects: a command fails at once when Redis is away. */
export async function connect(url = TEST_REDIS_URL): Promise<Redis> {
  const redis = new Redis(url, {
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    commandTimeout: 500,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 20,
    lazyConnect: true,
  });
  redis.on('error', () => undefined);
  await redis.connect();
  return redis;
}

/** Removes every key of a space and closes the connection. */
export async function leave(redis: Redis, keys: KeySpace): Promise<void> {
  const pattern = keys.records().replace(/records$/, '*');
  for (let cursor = ''; cursor !== '0';) {
    const [next, names] = await redis.scan(cursor === '' ? '0' : cursor, 'MATCH', pattern, 'COUNT', 5_000);
    if (names.length > 0) await redis.unlink(...names);
    cursor = next;
  }
  redis.disconnect();
}

/** Waits for a condition; throws when it doesn't come. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await sleep(10);
  }
}

/** A tenant id that lands in this shard. */
export function tenantOf(shard: number): string {
  return newId().slice(0, -2) + shard.toString(16).padStart(2, '0');
}

/** Opens the tenant's shard and loads it with a posted balance in base units. */
export async function openTenant(redis: Redis, keys: KeySpace, tenantId: string, posted: bigint): Promise<void> {
  await openShard(redis, keys, shardOf(tenantId));
  await loadTenant({ redis, keys }, { tenantId, epoch: '1', posted, version: '1', quotas: [] });
}

export async function openShard(redis: Redis, keys: KeySpace, shard: number): Promise<void> {
  const { generation, rebuilding } = await beginRebuild({ redis, keys }, shard, newId());
  if (rebuilding) await finishRebuild({ redis, keys }, shard, generation);
}

export function eventOf(tenantId: string, given: Partial<UsageEvent> = {}): UsageEvent {
  const id = newId();
  return {
    id, requestId: id, kind: 'usage', owner: newId(), tenantId, applicationId: newId(), apiKeyId: newId(),
    subscriptionId: newId(), productId: newId(), planVersionId: newId(), environment: 'live', operation: 'chat.completions',
    model: 'm', servedModel: 'm', providerId: newId(), targetId: newId(), endUser: null, stream: false, status: 200,
    endReason: 'complete', usageSource: 'provider', ...NO_USAGE, inputTokens: 1, outputTokens: 1, currency: 'USD', charge: '0.00000001', parts: [], cost: '0', costCurrency: null, attempts: 1,
    counted: true, quotas: [], startedAtMs: 1_790_000_000_000, endedAtMs: 1_790_000_000_001, ...given,
  }; // prettier-ignore
}

/** The settlement of a call with a charge of ten base units. */
export function entryOf(tenantId: string, given: Partial<UsageEvent> = {}): SettlementEntry {
  return { event: eventOf(tenantId, given), charge: 10n, enforceBalance: true };
}

/** The ids of a shard's pending events, in the order of their settlement. */
export async function pendingIds(redis: Redis, keys: KeySpace, shard: number): Promise<string[]> {
  return (await readPendingEvents({ redis, keys }, shard, 10_000)).map((event) => event.eventId);
}

const CONTEXT = {
  app: newId(), key: newId(), sub: newId(), prd: newId(), plv: newId(), env: 'live', op: 'chat.completions', mdl: 'm',
  cur: 'USD', str: false, usr: null, at: 1_790_000_000_000,
}; // prettier-ignore

export function slots(scope: string, limit: number): ConcurrencyCheck {
  return { kind: 'concurrency', scope, limit, onStoreFailure: 'closed' };
}

/** Of requests. Unix ms. */
export function quota(
  scope: string,
  limit: number,
  periods: Pick<QuotaCheck, 'startMs' | 'endMs' | 'nextEndMs'>,
): QuotaCheck {
  return { kind: 'quota', unit: 'requests', scope, limit, cost: 1, ...periods, onStoreFailure: 'closed' };
}

/** A call with a hold in base units. */
export function requestOf(tenantId: string, given: Partial<AdmissionRequest> = {}): AdmissionRequest {
  return {
    tenantId,
    requestId: newId(),
    owner: newId(),
    epoch: '1',
    hold: 10n,
    enforceBalance: true,
    context: JSON.stringify(CONTEXT),
    peek: false,
    limits: [],
    ...given,
  };
}

/** The same call as its process knows it. */
export function openCallOf(request: AdmissionRequest, admitted = true): OpenCall {
  const { tenantId, requestId, owner, hold, context } = request;
  const scopes = heldSlots(request.limits);
  return { tenantId, requestId, owner, hold, context, scopes, counters: [], admitted, delivered: null, cancel: null };
}

/** Takes a hold; throws unless it is granted. */
export async function hold(redis: Redis, keys: KeySpace, request: AdmissionRequest): Promise<void> {
  const { kind } = await admit({ redis, keys }, request);
  if (kind !== 'admitted') throw new Error(`not admitted: ${kind}`);
}
