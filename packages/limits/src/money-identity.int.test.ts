/**
 * A model of one shard's money, against the scripts: after any sequence of calls, settlements, commits, grants and loads,
 * delivered in any order and as often as may be, Redis holds what the model holds, to the last digit.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { derivedId } from '@turnpike/domain/derived-id';
import { newId } from '@turnpike/domain/ids';
import { admit, extendHold, releaseHold } from './admission.js';
import { confirmEvents, loadTenant, postBalance, readPendingEvents } from './balance.js';
import type { KeySpace } from './keys.js';
import { readHolds, registerHolds } from './processes.js';
import { settle } from './settlement.js';
import { budget, quota, slots } from '../test/checks.js';
import { call, CONTEXT, RedisFixture, settlementOf, tenantOfShard } from '../test/redis.fixture.js';

const fixture = new RedisFixture();
const { redis } = fixture;

const SHARD = 42;
const CONCURRENCY = 3;
const QUOTA = 12;
const TOKENS = 40;
const BUDGET = 5n * 2n ** 53n;
const OWNERS = ['owner-a', 'owner-b'];

interface Hold {
  owner: string;
  amount: bigint;
  tokens: bigint;
}

/** What is counted against the quotas and the budget. */
interface Counts {
  requests: bigint;
  tokens: bigint;
  money: bigint;
}

const NOTHING: Counts = { requests: 0n, tokens: 0n, money: 0n };
const each = (one: Counts, other: Counts, of: (one: bigint, other: bigint) => bigint): Counts => ({
  requests: of(one.requests, other.requests),
  tokens: of(one.tokens, other.tokens),
  money: of(one.money, other.money),
});
const sum = (one: Counts, other: Counts) => each(one, other, (a, b) => a + b);
const most = (one: Counts, other: Counts) => each(one, other, (a, b) => (a > b ? a : b));

interface Pending {
  charge: bigint;
  overrun: bigint;
  /** With what it counts in Redis until it is confirmed. */
  counts: Counts;
}

interface Message {
  eventIds: string[];
  posted: bigint;
  version: bigint;
  used: Counts;
}

/** One tenant as the model sees it: what Redis should hold, and what the ledger does. */
class Tenant {
  readonly enforced: boolean;
  readonly id = tenantOfShard(SHARD);
  readonly requests = Array.from({ length: 6 }, () => newId());
  readonly holds = new Map<string, Hold>();
  readonly pendings = new Map<string, Pending>();
  readonly committed = new Set<string>();
  readonly messages: Message[] = [];
  loaded = false;
  posted = 0n;
  version = 0n;
  calls = 0;
  /** What Redis knows to be recorded. */
  recorded = NOTHING;
  balance = 0n;
  ledgerVersion = 1n;
  /** What is recorded in PostgreSQL. */
  used: Counts = { requests: 2n, tokens: 3n, money: 5n };

  constructor(enforced: boolean, granted: bigint) {
    this.enforced = enforced;
    this.balance = granted;
  }

  get held(): bigint {
    return [...this.holds.values()].reduce((sum, hold) => sum + hold.amount, 0n);
  }

  /** Held or pending. */
  get counts(): Counts {
    const held = [...this.holds.values()].map(({ amount, tokens }) => ({ requests: 1n, tokens, money: amount }));
    return [...held, ...[...this.pendings.values()].map(({ counts }) => counts)].reduce(sum, NOTHING);
  }

  get pending(): bigint {
    return [...this.pendings.values()].reduce((sum, { charge, overrun }) => sum + charge - overrun, 0n);
  }

  get free(): bigint {
    return this.posted - this.held - this.pending;
  }

  post(posted: bigint, version: bigint): void {
    if (version > this.version) [this.posted, this.version] = [posted, version];
  }

  drop(requestId: string): void {
    if (this.holds.delete(requestId)) this.calls--;
  }

  /** A charge takes its hold first, then what is free; the rest is the platform's. */
  overrunOf(charge: bigint, hold: bigint, free: bigint): bigint {
    const beyondHold = charge - hold;
    const beyondFree = beyondHold - (free > 0n ? free : 0n);
    return this.enforced && this.loaded && beyondFree > 0n ? beyondFree : 0n;
  }
}

interface World {
  keys: KeySpace;
  tenants: Tenant[];
}

type Step = (world: World) => Promise<void>;

async function admitStep(keys: KeySpace, tenant: Tenant, given: { requestId: string; owner: string; amount: bigint }) {
  const { requestId, owner, amount } = given;
  const again = tenant.holds.has(requestId);
  const tokens = 1n + (amount % 7n);
  const after = sum(sum(tenant.counts, tenant.recorded), { requests: 1n, tokens, money: amount });
  const beyond = after.requests > QUOTA || after.tokens > TOKENS || (amount > 0n && after.money > BUDGET);
  const expected = !again && !tenant.loaded ? 'cold'
    : again ? 'admitted'
    : tenant.calls >= CONCURRENCY || beyond ? 'limit'
    : tenant.enforced && amount > 0n && tenant.free < amount ? 'funds'
    : 'admitted'; // prettier-ignore
  const reply = await admit(
    { redis, keys },
    {
      ...call(tenant.id, { requestId, owner, hold: amount, enforceBalance: tenant.enforced }),
      limits: [
        slots('s', CONCURRENCY),
        quota('s', QUOTA),
        quota('t:s', TOKENS, { unit: 'tokens', cost: Number(tokens) }),
        budget('s', BUDGET),
      ],
    },
  );
  expect(reply.kind).toBe(expected);
  if (expected !== 'admitted' || again) return;
  tenant.holds.set(requestId, { owner, amount, tokens });
  tenant.calls++;
  if (tenant.enforced && amount > 0n) expect(tenant.free).toBeGreaterThanOrEqual(0n);
}

async function extendStep(keys: KeySpace, tenant: Tenant, given: { requestId: string; amount: bigint }) {
  const hold = tenant.holds.get(given.requestId);
  const total = (hold?.amount ?? 0n) + given.amount;
  const withinBudget = tenant.counts.money + tenant.recorded.money + given.amount <= BUDGET;
  const expected = hold !== undefined && (given.amount === 0n || (tenant.free >= given.amount && withinBudget));
  const limits = [budget('s', BUDGET)];
  const extension = { tenantId: tenant.id, owner: '', requestId: given.requestId, total, limits };
  expect(await extendHold({ redis, keys }, extension)).toBe(expected);
  if (!expected || hold === undefined) return;
  hold.amount = total;
  expect(await extendHold({ redis, keys }, extension)).toBe(true);
}

interface Settling {
  requestId: string;
  eventId: string;
  amount: bigint;
  counted: boolean;
  requiredOwner: string | null;
}

async function settleStep(keys: KeySpace, tenant: Tenant, given: Settling) {
  const { requestId, eventId, amount, counted, requiredOwner } = given;
  const hold = tenant.holds.get(requestId);
  const refused = requiredOwner !== null && hold?.owner !== requiredOwner;
  const repeated = tenant.pendings.has(eventId);
  const enforceBalance = tenant.enforced;
  const settlement = settlementOf(
    { tenantId: tenant.id, requestId },
    { eventId, charge: amount, counted, tokens: Number(amount % 5n), requiredOwner, enforceBalance },
  );
  expect(await settle({ redis, keys }, [settlement])).toEqual([
    refused ? 'not_held' : repeated ? 'already_pending' : 'settled',
  ]);
  if (refused) return;
  const overrun = tenant.overrunOf(amount, hold?.amount ?? 0n, tenant.free);
  const used = { requests: counted ? 1n : 0n, tokens: counted ? amount % 5n : 0n, money: amount };
  tenant.drop(requestId);
  if (!repeated) tenant.pendings.set(eventId, { charge: amount, overrun, counts: hold === undefined ? NOTHING : used });
}

async function releaseStep(keys: KeySpace, tenant: Tenant, given: { requestId: string; owner: string }) {
  const mine = tenant.holds.get(given.requestId)?.owner === given.owner;
  expect(await releaseHold({ redis, keys }, { tenantId: tenant.id, ...given })).toBe(mine);
  if (mine) tenant.drop(given.requestId);
}

/** What a process does whose shard lost its data while the call ran on. */
async function registerStep(
  keys: KeySpace,
  tenant: Tenant,
  given: { requestId: string; owner: string; amount: bigint },
) {
  const { requestId, owner, amount } = given;
  const generation = await redis.hget(keys.meta(SHARD), 'gen');
  await redis.hset(keys.meta(SHARD), 'gen', 'r:1');
  const hold = {
    tenantId: tenant.id,
    requestId,
    owner,
    hold: amount,
    scopes: ['c:s'],
    counters: ['q:s:0', 'q:t:s:0=6', 'q:m:s:0'],
    context: JSON.stringify(CONTEXT),
  };
  const rebuild = { shard: SHARD, generation: 'r:1', incarnation: owner, holds: [hold] };
  expect(await registerHolds({ redis, keys }, rebuild)).toBe(true);
  await redis.hset(keys.meta(SHARD), 'gen', generation as string);
  if (tenant.holds.has(requestId) || tenant.pendings.has(requestId)) return;
  tenant.holds.set(requestId, { owner, amount, tokens: 6n });
  tenant.calls++;
}

/** The worker's transaction: pending events are posted once each, and a message with the new balance is under way. */
function commitStep(tenant: Tenant, count: number): void {
  const eventIds = [...tenant.pendings.keys()].slice(0, count);
  for (const eventId of eventIds) {
    if (tenant.committed.has(eventId)) continue;
    tenant.committed.add(eventId);
    const { charge, overrun, counts } = tenant.pendings.get(eventId) as Pending;
    tenant.balance -= charge - overrun;
    tenant.ledgerVersion++;
    tenant.used = sum(tenant.used, counts);
  }
  tenant.messages.push({ eventIds, posted: tenant.balance, version: tenant.ledgerVersion, used: tenant.used });
}

function grantStep(tenant: Tenant, amount: bigint): void {
  tenant.balance += amount;
  tenant.ledgerVersion++;
  tenant.messages.push({ eventIds: [], posted: tenant.balance, version: tenant.ledgerVersion, used: tenant.used });
}

async function deliverStep(keys: KeySpace, tenant: Tenant, given: { index: number; keep: boolean }) {
  const at = tenant.messages.length === 0 ? -1 : given.index % tenant.messages.length;
  const message = tenant.messages[at];
  if (message === undefined) return;
  if (!given.keep) tenant.messages.splice(at, 1);
  const balance = { posted: message.posted, version: String(message.version) };
  if (message.eventIds.length === 0) {
    await postBalance({ redis, keys }, tenant.id, balance);
  } else {
    const { eventIds, used } = message;
    const quotas = recordedOf(used);
    const dropped = await confirmEvents({ redis, keys }, { tenantId: tenant.id, eventIds, balance, quotas });
    expect(dropped).toEqual(eventIds.filter((eventId) => tenant.pendings.delete(eventId)));
    tenant.recorded = most(tenant.recorded, used);
  }
  tenant.post(message.posted, message.version);
}

function recordedOf(used: Counts) {
  const scopes = { s: used.requests, 't:s': used.tokens, 'm:s': used.money };
  return Object.entries(scopes).map(([scope, count]) => ({ scope, startMs: 0, used: count }));
}

async function loadStep(keys: KeySpace, tenant: Tenant) {
  const ledger = { posted: tenant.balance, version: String(tenant.ledgerVersion) };
  await loadTenant(
    { redis, keys },
    {
      tenantId: tenant.id,
      epoch: '1',
      ...ledger,
      quotas: recordedOf(tenant.used),
    },
  );
  tenant.recorded = most(tenant.recorded, tenant.used);
  tenant.loaded = true;
  tenant.post(tenant.balance, tenant.ledgerVersion);
}

async function expectAgreement({ keys, tenants }: World): Promise<void> {
  const { holds, unreadable } = await readHolds({ redis, keys }, SHARD);
  const events = await readPendingEvents({ redis, keys }, SHARD, 1000);
  expect(unreadable).toEqual([]);
  for (const tenant of tenants) {
    const fields = await redis.hgetall(keys.tenant(tenant.id));
    const amount = (field: string) => BigInt(fields[field] ?? '0');
    expect(amount('free')).toBe(amount('posted') + amount('held') + amount('pend'));
    const expected = { posted: tenant.posted, held: -tenant.held, pend: -tenant.pending, free: tenant.free };
    expect({ posted: amount('posted'), held: amount('held'), pend: amount('pend'), free: amount('free') }).toEqual(
      expected,
    );
    const counts = (letter: string): Counts => ({
      requests: amount(`${letter}:s:0`),
      tokens: amount(`${letter}:t:s:0`),
      money: amount(`${letter}:m:s:0`),
    });
    expect(amount('c:s')).toBe(BigInt(tenant.calls));
    expect([counts('q'), counts('Q')]).toEqual([tenant.counts, tenant.recorded]);
    expect(Object.keys(fields).filter((field) => !/^(epoch|ver|posted|held|pend|free|[cqQ]:.*)$/.test(field))).toEqual(
      [],
    );
    const open = holds.filter((hold) => hold.tenantId === tenant.id);
    const amounts = [...tenant.holds].map(([requestId, { owner, amount }]) => [requestId, { owner, amount }] as const);
    expect(new Map(open.map(({ requestId, owner, hold }) => [requestId, { owner, amount: hold }]))).toEqual(
      new Map(amounts),
    );
    const waiting = events.filter((event) => event.tenantId === tenant.id);
    const overruns = new Map([...tenant.pendings].map(([eventId, { overrun }]) => [eventId, overrun]));
    expect(new Map(waiting.map((event) => [event.eventId, event.overrun]))).toEqual(overruns);
    expect(waiting).toHaveLength(tenant.pendings.size);
  }
}

/** Ends every open call and delivers every message: nothing may be left over. */
async function drain(world: World): Promise<void> {
  const { keys, tenants } = world;
  for (const tenant of tenants) {
    if (!tenant.loaded) await loadStep(keys, tenant);
    for (const [requestId, { amount }] of [...tenant.holds]) {
      await settleStep(keys, tenant, { requestId, eventId: requestId, amount, counted: false, requiredOwner: null });
    }
    commitStep(tenant, 1000);
    while (tenant.messages.length > 0) await deliverStep(keys, tenant, { index: 1, keep: false });
    const fields = await redis.hgetall(keys.tenant(tenant.id));
    expect(fields).toMatchObject({ posted: `${tenant.balance}`, free: `${tenant.balance}` });
    expect([fields.held, fields.pend].map((value) => value ?? '0')).toEqual(['0', '0']);
    expect(Object.keys(fields).filter((field) => /^[cq]:/.test(field))).toEqual([]);
    expect(fields).toMatchObject({ 'Q:s:0': `${tenant.used.requests}`, 'Q:m:s:0': `${tenant.used.money}` });
  }
  await expectAgreement(world);
}

const amounts = fc.oneof(
  fc.bigInt({ min: 0n, max: 40n }),
  fc.constantFrom(2n ** 53n - 1n, 2n ** 53n, 9_007_199_254_740_993n),
  fc.bigInt({ min: 0n, max: 2n ** 55n }),
);
const chosen = fc.record({ tenant: fc.nat(2), request: fc.nat(5), owner: fc.constantFrom(...OWNERS), amount: amounts });

const onTenant = (
  run: (
    keys: KeySpace,
    tenant: Tenant,
    given: { requestId: string; owner: string; amount: bigint },
  ) => Promise<void> | void,
) =>
  chosen.map(({ tenant: index, request, owner, amount }): Step => async ({ keys, tenants }) => {
    const tenant = tenants[index] as Tenant;
    await run(keys, tenant, { requestId: tenant.requests[request] as string, owner, amount });
  });

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: onTenant(admitStep) },
    { weight: 2, arbitrary: onTenant(extendStep) },
    {
      weight: 6,
      arbitrary: fc.boolean().chain((counted) =>
        onTenant((keys, tenant, given) => settleStep(keys, tenant, { ...given, eventId: given.requestId, counted, requiredOwner: null })),
      ),
    },
    {
      weight: 2,
      arbitrary: onTenant((keys, tenant, given) =>
        settleStep(keys, tenant, { ...given, eventId: derivedId(given.requestId, 'reaped'), counted: true, requiredOwner: given.owner }),
      ),
    },
    { weight: 1, arbitrary: onTenant(releaseStep) },
    { weight: 1, arbitrary: onTenant(registerStep) },
    { weight: 2, arbitrary: onTenant((_, tenant, { amount }) => commitStep(tenant, 1 + Number(amount % 3n))) },
    { weight: 1, arbitrary: onTenant((_, tenant, { amount }) => grantStep(tenant, amount)) },
    { weight: 3, arbitrary: onTenant((keys, tenant, { amount, owner }) => deliverStep(keys, tenant, { index: Number(amount % 97n), keep: owner === 'owner-a' })) },
    { weight: 1, arbitrary: onTenant(loadStep) },
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
); // prettier-ignore

it('free = posted − held − pending, exactly, after anything in any order', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, amounts, async (sequence, granted) => {
      const world = {
        keys: fixture.keySpace(),
        tenants: [new Tenant(true, granted), new Tenant(false, 0n), new Tenant(true, granted)],
      };
      await fixture.openShard(world.keys, SHARD);
      for (const tenant of world.tenants.slice(0, 2)) await loadStep(world.keys, tenant);
      for (const step of sequence) {
        await step(world);
        await expectAgreement(world);
      }
      await drain(world);
    }),
    { numRuns: 60 },
  );
});
