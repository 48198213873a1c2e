/** A database and a piece of Redis of a test's own, tenants with money, and usage events. */
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { createDatabase } from '@turnpike/db/client';
import { derivedId } from '@turnpike/domain/derived-id';
import { newId } from '@turnpike/domain/ids';
import { Decimal, toBaseUnitsDown, toBaseUnitsUp } from '@turnpike/domain/money';
import { NO_USAGE, tokensOf } from '@turnpike/domain/usage';
import { loadTenant } from '@turnpike/limits/balance';
import { KeySpace, shardOf } from '@turnpike/limits/keys';
import { settle } from '@turnpike/limits/settlement';
import { createLogger } from '@turnpike/telemetry/logger';
import { createTestDatabase } from '@turnpike/testing/database';
import { testRedisUrl } from '@turnpike/testing/redis';
import { Redis } from 'ioredis';
import type pg from 'pg';
import { Registry } from 'prom-client';
import { createWorkerMetrics } from '../src/operations/worker-metrics.js';
import type { DrainContext } from '../src/usage/drain-shard.js';
import { KeyUses } from '../src/usage/key-uses.js';
import { PostedVersions } from '../src/usage/posted-versions.js';

export interface Fixture {
  databaseUrl: string;
  pool: pg.Pool;
  redis: Redis;
  redisUrl: string;
  prefix: string;
  keys: KeySpace;
  context: DrainContext;
  /** Takes everything away again. */
  close(): Promise<void>;
}

/** `redisUrl` names a server of the test's own; the shared one under a fresh prefix when omitted. */
export async function createFixture(options: { redisUrl?: string } = {}): Promise<Fixture> {
  const database = await createTestDatabase();
  const shared = testRedisUrl();
  const redisUrl = options.redisUrl ?? shared.url;
  const { prisma: _prisma, pool, close } = createDatabase({ url: database.url, poolSize: 10, applicationName: 'test' });
  const redis = new Redis(redisUrl, { retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  const keys = new KeySpace(shared.keyPrefix);
  const metrics = createWorkerMetrics(new Registry());
  const logger = createLogger({ name: 'test', level: 'silent' });
  return {
    databaseUrl: database.url,
    pool,
    redis,
    redisUrl,
    prefix: shared.keyPrefix,
    keys,
    context: { pool, redis, keys, versions: new PostedVersions(), keyUses: new KeyUses(), metrics, logger },
    close: async () => {
      redis.disconnect();
      await close();
      await database.drop();
    },
  };
}

/** A tenant's id in a shard: 0 to 255. */
export function tenantIdIn(shard: number): string {
  return newId().slice(0, -2) + shard.toString(16).padStart(2, '0');
}

/** A USD tenant that was granted these amounts, oldest first, each a lot of its own. */
export async function createTenant(
  pool: pg.Pool,
  options: { id?: string; grants?: readonly string[]; billingMode?: 'prepaid' | 'postpaid' } = {},
): Promise<string> {
  const id = options.id ?? newId();
  await pool.query(`INSERT INTO tenants (id, slug, name, currency, billing_mode) VALUES ($1, $2, 'T', 'USD', $3)`, [
    id,
    id,
    options.billingMode ?? 'prepaid',
  ]);
  for (const amount of options.grants ?? []) await grant(pool, id, amount);
  return id;
}

/** A grant as the control plane posts it. */
export async function grant(pool: pg.Pool, tenantId: string, amount: string): Promise<void> {
  await pool.query(
    `WITH accounts AS (
       INSERT INTO ledger_accounts (id, tenant_id, kind, currency, balance, version)
       VALUES (gen_random_uuid(), $1::uuid, 'customer_balance', 'USD', $2::numeric, 1), (gen_random_uuid(), $1::uuid, 'grants', 'USD', -$2::numeric, 1)
       ON CONFLICT (tenant_id, kind, currency) DO UPDATE
         SET balance = ledger_accounts.balance + excluded.balance, version = ledger_accounts.version + 1
       RETURNING id, kind
     ), made AS (
       INSERT INTO ledger_transactions (id, tenant_id, kind, idempotency_key) VALUES ($3::uuid, $1::uuid, 'grant', $4) RETURNING id
     ), entries AS (
       INSERT INTO ledger_entries (id, transaction_id, account_id, tenant_id, amount)
       SELECT gen_random_uuid(), made.id, accounts.id, $1::uuid,
         CASE accounts.kind WHEN 'customer_balance' THEN $2::numeric ELSE -$2::numeric END FROM accounts, made
     )
     INSERT INTO lots (id, tenant_id, transaction_id, source, currency, amount, remaining)
     VALUES ($4::uuid, $1::uuid, $3::uuid, 'grant', 'USD', $2::numeric, $2::numeric)`,
    [tenantId, amount, newId(), newId()],
  );
}

/** Brings a tenant into Redis as a gateway would. */
export async function loadIntoRedis(fixture: Fixture, tenantId: string): Promise<void> {
  const { rows } = await fixture.pool.query<{ balance: string; version: string }>(
    `SELECT balance, version FROM ledger_accounts WHERE tenant_id = $1 AND kind = 'customer_balance'`,
    [tenantId],
  );
  const posted = toBaseUnitsDown(new Decimal(rows[0]?.balance ?? 0), 'USD');
  const version = rows[0]?.version ?? '0';
  await loadTenant(fixture, { tenantId, epoch: '1', posted, version, quotas: [] });
}

/** Scopes of one application, so that calls of a tenant meet in the same roll-ups. */
const APPLICATION = newId();
const API_KEY = newId();
const OWNER = newId();

/** A call of 10 input and 20 output tokens for 0.05 USD unless said otherwise. */
export function usageEvent(tenantId: string, overrides: Partial<UsageEvent> = {}): UsageEvent {
  const requestId = overrides.requestId ?? newId();
  const charge = overrides.charge ?? '0.05';
  return {
    id: requestId,
    requestId,
    kind: 'usage',
    owner: OWNER,
    tenantId,
    applicationId: APPLICATION,
    apiKeyId: API_KEY,
    subscriptionId: null,
    productId: null,
    planVersionId: null,
    environment: 'live',
    operation: 'chat.completions',
    model: 'small',
    servedModel: 'small-1',
    providerId: null,
    targetId: null,
    endUser: null,
    stream: false,
    status: 200,
    endReason: 'complete',
    usageSource: 'provider',
    ...NO_USAGE,
    inputTokens: 10,
    outputTokens: 20,
    currency: 'USD',
    charge,
    parts: [{ unit: 'request', quantity: '1', amount: charge, charge, kind: 'metered' }],
    cost: '0.01',
    costCurrency: 'USD',
    attempts: 1,
    counted: true,
    quotas: [{ scope: 'sub:1', periodStartMs: Date.UTC(2026, 10, 1), amount: '1' }],
    startedAtMs: Date.now() - 1000,
    endedAtMs: Date.now(),
    ...overrides,
  };
}

/** The event the reaper makes of the same call; nothing delivered when `charge` is null. */
export function reapedEventOf(event: UsageEvent, charge: string | null): UsageEvent {
  const delivered = charge !== null;
  return {
    ...event,
    id: derivedId(event.requestId, 'reaped'),
    kind: 'reaped',
    status: 500,
    endReason: 'interrupted',
    usageSource: delivered ? 'estimated' : 'none',
    outputTokens: delivered ? 7 : 0,
    charge: charge ?? '0',
    parts: delivered ? [{ unit: 'output_token', quantity: '7', amount: '0.01', charge, kind: 'metered' }] : [],
    counted: delivered,
  };
}

/** Settles events of one shard as their process would; no hold is needed for that. */
export async function settleEvents(fixture: Fixture, events: readonly UsageEvent[], enforceBalance = false) {
  return settle(
    fixture,
    events.map((event) => ({
      tenantId: event.tenantId,
      requestId: event.requestId,
      eventId: event.id,
      charge: toBaseUnitsUp(new Decimal(event.charge), event.currency),
      enforceBalance,
      counted: event.counted,
      tokens: tokensOf(event),
      requiredOwner: null,
      event: JSON.stringify(event),
    })),
  );
}

/** What Redis holds of a tenant's money, in base units. */
export async function redisMoney(fixture: Fixture, tenantId: string) {
  const [posted, pend, held, free, ver] = await fixture.redis.hmget(
    fixture.keys.tenant(tenantId),
    ...['posted', 'pend', 'held', 'free', 'ver'],
  );
  return { posted, pend: pend ?? '0', held: held ?? '0', free, ver };
}

/** Entries in a shard's list and in its hash of pendings. */
export async function waiting(fixture: Fixture, shard: number): Promise<{ listed: number; pending: number }> {
  return {
    listed: await fixture.redis.llen(fixture.keys.events(shard)),
    pending: await fixture.redis.hlen(fixture.keys.pendings(shard)),
  };
}

export { shardOf };
