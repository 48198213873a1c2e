/** One gateway's request path on a free port: real Redis, real sandbox, Postgres' side in memory. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type UsageEvent, UsageEventSchema } from '@turnpike/contracts/usage-event';
import type { CallRecord } from '@turnpike/contracts/call-record';
import { Decimal, fromBaseUnits } from '@turnpike/domain/money';
import { newId, parseId } from '@turnpike/domain/ids';
import type { PriceTable } from '@turnpike/domain/rating';
import { ApiError } from '@turnpike/errors/api-error';
import { readBalance, readPendingEvents } from '@turnpike/limits/balance';
import { KeySpace, shardOf } from '@turnpike/limits/keys';
import { createRedisClient } from '@turnpike/pipeline/redis-client';
import type { Redis } from 'ioredis';
import OpenAI from 'openai';
import { createHttpServer } from '../../src/bootstrap/http-server.js';
import type { ClientTokenDesk } from '../../src/http/client-tokens/client-token-desk.js';
import type { ResponseDesk } from '../../src/http/responses/response-desk.js';
import type { JobDesk } from '../../src/http/jobs/job-desk.js';
import { createRequestPath, type RequestPath, type RequestPathOptions } from '../../src/http/request-path.js';
import { type AccountOptions, MemoryStores, PRICES, type StoredAccount, target } from './catalogue.fixture.js';
import { type Delivered, type Sandbox, startSandboxProcess } from '@turnpike/testing/sandbox-process';
import { until } from '@turnpike/testing/until';

export const HEADER_PREFIX = 'x-toll';
export const PORTAL_URL = 'http://127.0.0.1:3000';
export const BODY_LIMIT_BYTES = 256 * 1024;
/** Of an answer under an idempotency key. */
export const KEPT_LIMIT_BYTES = 64 * 1024;
const TEST_REDIS_URL = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:26379';

export interface CorridorOptions {
  redisUrl?: string;
  /** Shares the sandbox and the stores of another corridor: a second gateway. */
  beside?: Corridor;
  /** Of a gateway that is gone; one of its own when omitted. */
  spoolDirectory?: string;
  /** Where jobs are kept; nowhere when omitted. */
  jobs?: JobDesk;
  /** Parts of a request path in the place of these tests' own. */
  parts?: Partial<
    Pick<
      RequestPathOptions,
      | 'gate'
      | 'patienceMs'
      | 'responses'
      | 'conversations'
      | 'egress'
      | 'drainLimitMs'
      | 'answerCache'
      | 'trustedProxies'
      | 'certificateHeader'
      | 'clientTokens'
      | 'publicUrls'
    >
  >;
}

/** The machine of the tests has other things to do as well. */
const PATIENCE_MS = 1_000;

const NO_JOBS: JobDesk = {
  checkCallback: () => Promise.resolve(null),
  create: () => Promise.resolve(new ApiError('store_unavailable')),
  list: () => Promise.resolve(new ApiError('store_unavailable')),
  retrieve: () => Promise.resolve(new ApiError('store_unavailable')),
  cancel: () => Promise.resolve(new ApiError('store_unavailable')),
  release: () => undefined,
};

const away = () => Promise.resolve(new ApiError('store_unavailable'));
const NO_CLIENT_TOKENS: ClientTokenDesk = { create: away };
const NO_RESPONSES: ResponseDesk = { retrieve: away, delete: away, cancel: away, listInput: away };

export class Corridor {
  readonly stores: MemoryStores;
  readonly sandbox: Sandbox;
  readonly keys: KeySpace;
  readonly redis: Redis;
  readonly spoolDirectory: string;
  readonly errors: { error: unknown; context: string }[] = [];
  readonly processId = newId();
  path!: RequestPath;
  server!: Server;
  url = '';
  private readonly shared: boolean;
  private closed = false;

  private constructor(
    parts: Pick<Corridor, 'stores' | 'sandbox' | 'keys' | 'redis' | 'spoolDirectory'>,
    shared: boolean,
  ) {
    this.stores = parts.stores;
    this.sandbox = parts.sandbox;
    this.keys = parts.keys;
    this.redis = parts.redis;
    this.spoolDirectory = parts.spoolDirectory;
    this.shared = shared;
  }

  static async start(options: CorridorOptions = {}): Promise<Corridor> {
    const { redisUrl = TEST_REDIS_URL, beside } = options;
    const sandbox = beside?.sandbox ?? (await startSandboxProcess());
    const stores = beside?.stores ?? storesOf(sandbox);
    const keys = beside?.keys ?? new KeySpace(`corridor-${randomBytes(6).toString('hex')}`);
    const redis = createRedisClient(redisUrl, () => undefined);
    await redis.connect();
    const spoolDirectory = options.spoolDirectory ?? (await mkdtemp(join(tmpdir(), 'corridor-spool-')));
    const corridor = new Corridor({ stores, sandbox, keys, redis, spoolDirectory }, beside !== undefined);
    await corridor.open({ jobs: options.jobs ?? NO_JOBS, responses: NO_RESPONSES, ...options.parts });
    return corridor;
  }

  private async open(parts: Pick<RequestPathOptions, 'jobs' | 'responses'>): Promise<void> {
    const { processId } = this;
    this.path = await createRequestPath({
      redis: this.redis,
      patienceMs: PATIENCE_MS,
      keys: this.keys,
      callers: this.stores.callers,
      catalogue: this.stores.catalogueStore,
      tenants: this.stores.tenants,
      registry: {
        start: () => Promise.resolve(),
        living: () => Promise.resolve([processId]),
        stop: () => Promise.resolve(),
      },
      processId,
      cacheRedis: this.redis,
      idempotency: { ttlMs: 600_000, answerLimitBytes: KEPT_LIMIT_BYTES },
      clientTokens: NO_CLIENT_TOKENS,
      readCall: (_caller, requestId) => Promise.resolve(parseId('request', requestId) === null ? null : { requestId }),
      notifyShards: () => undefined,
      spoolDirectory: this.spoolDirectory,
      headerPrefix: HEADER_PREFIX,
      portalUrl: PORTAL_URL,
      bodyLimitBytes: BODY_LIMIT_BYTES,
      trustedProxies: [],
      onError: (error, context) => this.errors.push({ error, context }),
      ...parts,
    });
    await this.path.start();
    this.server = createHttpServer(this.path, (_request, response) => void response.writeHead(404).end());
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A model at a target of its own: what goes wrong there opens no breaker of another test. */
  model(): string {
    const name = `model-${randomBytes(4).toString('hex')}`;
    this.stores.addModel(name, [target(this.sandbox.baseUrl)]);
    return name;
  }

  account(options: AccountOptions = {}): Account {
    return new Account(this, this.stores.addAccount(options), options.prices ?? PRICES);
  }

  /** Ends this gateway as a shutdown does; the sandbox and the data stay. */
  async shutDown(graceMs: number): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.server.close();
    await this.path.drain(graceMs);
    this.server.closeAllConnections();
    await this.path.close();
  }

  /** Call records this gateway pushed for a tenant, oldest first. */
  async records(tenantId: string): Promise<CallRecord[]> {
    const batches = await this.redis.lrange(this.keys.records(), 0, -1);
    return batches
      .flatMap((batch) => JSON.parse(batch) as CallRecord[])
      .filter((record) => record.tenantId === tenantId);
  }

  async spooledFiles(): Promise<string[]> {
    const names = await readdir(this.spoolDirectory);
    const texts = await Promise.all(
      // One that is removed between the two looks is gone.
      names.map((name) => readFile(join(this.spoolDirectory, name), 'utf8').catch(() => null)),
    );
    return texts.filter((text) => text !== null);
  }

  async stop(): Promise<void> {
    await this.shutDown(0);
    if (!this.shared) {
      await this.removeKeys().catch(() => undefined);
      await this.sandbox.stop();
    }
    this.redis.disconnect();
    await rm(this.spoolDirectory, { recursive: true, force: true });
  }

  private async removeKeys(): Promise<void> {
    const pattern = this.keys.records().replace(/records$/, '*');
    for (let cursor = ''; cursor !== '0';) {
      const [next, names] = await this.redis.scan(cursor === '' ? '0' : cursor, 'MATCH', pattern, 'COUNT', 5000);
      if (names.length > 0) await this.redis.unlink(...names);
      cursor = next;
    }
  }
}

/** A tenant with a key, and what Redis says of its money. */
export class Account {
  readonly key: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly subscriptionId: string;
  readonly client: OpenAI;
  private readonly corridor: Corridor;
  readonly stored: StoredAccount;
  private readonly prices: PriceTable;

  constructor(corridor: Corridor, stored: StoredAccount, prices: PriceTable) {
    const { key, caller } = stored;
    this.corridor = corridor;
    this.stored = stored;
    this.key = key;
    this.tenantId = caller.tenantId;
    this.applicationId = caller.applicationId;
    this.subscriptionId = caller.subscriptions[0]?.id ?? '';
    this.prices = prices;
    this.client = new OpenAI({ apiKey: key, baseURL: `${corridor.url}/v1`, maxRetries: 0 });
  }

  /** The same account, calling another gateway. */
  at(corridor: Corridor): Account {
    return new Account(corridor, this.stored, this.prices);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.corridor.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  get(path: string): Promise<Response> {
    return fetch(this.corridor.url + path, { headers: { authorization: `Bearer ${this.key}` } });
  }

  async events(): Promise<UsageEvent[]> {
    const { redis, keys } = this.corridor;
    const pending = await readPendingEvents({ redis, keys }, shardOf(this.tenantId), 10_000);
    return pending
      .filter((event) => event.tenantId === this.tenantId)
      .map((event) => UsageEventSchema.parse(JSON.parse(event.json)));
  }

  /** Held and pending as amounts, and the calls that hold something or take a slot. */
  async state(): Promise<{ held: string; pending: string; openHolds: number; slots: number }> {
    const { redis, keys } = this.corridor;
    const { held, pending } = await readBalance({ redis, keys }, this.tenantId);
    const fields = await redis.hkeys(keys.holds(shardOf(this.tenantId)));
    const tenant = await redis.hgetall(keys.tenant(this.tenantId));
    const slots = Object.entries(tenant).filter(([field]) => field.startsWith('c:'));
    return {
      held: fromBaseUnits(held, 'USD').toFixed(),
      pending: fromBaseUnits(pending, 'USD').toFixed(),
      openHolds: fields.filter((field) => field.startsWith(this.tenantId)).length,
      slots: slots.reduce((sum, [, count]) => sum + Number(count), 0),
    };
  }

  /** Waits until so many calls are settled and none is open, and gives their events. */
  async settled(count: number): Promise<UsageEvent[]> {
    const { openHolds } = await until(async () => {
      const [state, events] = await Promise.all([this.state(), this.events()]);
      return events.length >= count && state.openHolds === 0 ? state : null;
    }, `${count} settled calls`);
    if (openHolds !== 0) throw new Error('a hold is left');
    return this.events();
  }

  /** Waits for the event of one call, by its public id. */
  eventOf(requestId: string): Promise<UsageEvent> {
    const isOf = (event: UsageEvent) => `req_${event.requestId.replaceAll('-', '')}` === requestId;
    return until(async () => (await this.events()).find(isOf) ?? null, `the event of ${requestId}`);
  }

  /** What a delivery costs under this account's prices: by hand, not by the code under test. */
  chargeOf(
    delivered: Pick<Delivered, 'promptTokens' | 'completionTokens' | 'cachedTokens' | 'reasoningTokens'>,
  ): string {
    const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = delivered;
    const { prices } = this;
    const parts: [number, string | undefined][] = [
      [1, prices.request],
      [promptTokens - cachedTokens, prices.input_token],
      [cachedTokens, prices.cached_input_token ?? prices.input_token],
      [completionTokens - reasoningTokens, prices.output_token],
      [reasoningTokens, prices.reasoning_token ?? prices.output_token],
    ];
    return parts
      .reduce((sum, [count, price]) => sum.plus(new Decimal(price ?? '0').times(count)), new Decimal(0))
      .toFixed();
  }

  /** What the sandbox says it delivered of a call, once it has seen its end. */
  delivered(event: Pick<UsageEvent, 'requestId'>): Promise<Delivered> {
    const id = `req_${event.requestId.replaceAll('-', '')}`;
    return until(async () => {
      const delivered = await this.corridor.sandbox.delivered(id);
      return delivered !== null && delivered.ended !== 'open' ? delivered : null;
    }, `the sandbox's account of ${id}`);
  }
}

function storesOf(sandbox: Sandbox): MemoryStores {
  const stores = new MemoryStores();
  const place = target(sandbox.baseUrl);
  stores.addModel('chat', [place]);
  stores.addModel('embedding', [place]);
  stores.addModel('homeless', []);
  stores.addModel('unreachable', [target('http://127.0.0.1:1/v1')]);
  stores.addModel('two-homes', [
    { ...target('http://127.0.0.1:1/v1'), weight: 1_000_000 },
    { ...place, weight: 1 },
  ]);
  return stores;
}

/** Faults of ours in serving calls, reported since the last time it was asked. A store that is slow for once is none. */
export function faultsIn({ errors }: Corridor): unknown[] {
  const faults = errors.splice(0).filter(({ context }) => context === 'request' || context.startsWith('req_'));
  return faults.map(({ error }) => (error instanceof Error ? error.stack : error));
}

/** One user message, steering lines included. */
export function say(...lines: string[]): { role: 'user'; content: string }[] {
  return [{ role: 'user', content: lines.join('\n') }];
}
