import { randomBytes, randomUUID } from 'node:crypto';
import { newId } from '@turnpike/domain/ids';
import { describe, expect, it } from 'vitest';
import { quota, rate, slots } from '../test/checks.js';
import { call, CONTEXT, RedisFixture, settlementOf, tenantOfShard } from '../test/redis.fixture.js';
import { admit, type AdmissionRequest, releaseHold } from './admission.js';
import { type Claim, endClaim, interruptClaim } from './claims.js';
import { type KeySpace, shardOf } from './keys.js';
import { beginRebuild, finishRebuild, registerHolds } from './processes.js';
import { CLAIM_GRACE_MS } from './scripts/claim.scripts.js';
import { settle } from './settlement.js';

const fixture = new RedisFixture();
const { redis } = fixture;

const TTL_MS = 60_000;

const newClaim = (): Claim => ({ hash: hex(), digest: hex(), ttlMs: TTL_MS });
const hex = () => randomBytes(32).toString('hex');

async function scene() {
  const keys = fixture.keySpace();
  const store = { redis, keys };
  const tenantId = await fixture.tenant(keys, 1_000n);
  const claim = newClaim();
  const ask = (given: Partial<AdmissionRequest> = {}) => admit(store, call(tenantId, { claim, ...given }));
  const first = call(tenantId, { claim });
  const made = { tenantId, requestId: first.requestId, claim };
  return { keys, store, tenantId, claim, ask, first, made, key: keys.claim(tenantId, claim.hash) };
}

/** A claim whose hold was found gone that long ago. */
async function age(keys: KeySpace, { tenantId, requestId, claim }: Awaited<ReturnType<typeof scene>>['made']) {
  const [seconds] = await redis.time();
  const since = Number(seconds) * 1_000 - CLAIM_GRACE_MS - 1_000;
  await redis.set(keys.claim(tenantId, claim.hash), `G|${claim.digest}|${requestId}|${since}`, 'PX', TTL_MS);
}

describe('a claim', () => {
  it('is taken with the hold, and found by whoever asks again, before any limit and without taking anything', async () => {
    const { keys, store, tenantId, claim, first, made } = await scene();
    const limits = {
      limits: [rate('r', 60_000_000, 1), slots('c', 1), quota('q', 1)],
      hold: 1_000n,
    };
    expect((await admit(store, { ...first, ...limits })).kind).toBe('admitted');
    expect(await redis.pttl(keys.claim(tenantId, claim.hash))).toBeGreaterThan(TTL_MS - 5_000);
    const before = await fixture.snapshot(keys);
    const again = () => admit(store, call(tenantId, { claim, ...limits }));
    expect(await again()).toEqual({ kind: 'claimed', state: 'running', requestId: made.requestId });
    expect(await fixture.snapshot(keys)).toEqual(before);
    const other = { ...claim, digest: hex() };
    expect(await admit(store, call(tenantId, { claim: other, ...limits }))).toMatchObject({ state: 'mismatch' });
    expect(await fixture.snapshot(keys)).toEqual(before);
    expect((await admit(store, call(tenantId, { ...limits, claim: newClaim() }))).kind).toBe('limit');
  });

  it('is not in the way of the same request, sent again after a lost answer', async () => {
    const { keys, store, first } = await scene();
    await admit(store, first);
    const before = await fixture.snapshot(keys);
    expect((await admit(store, first)).kind).toBe('admitted');
    expect(await fixture.snapshot(keys)).toEqual(before);
  });

  it.each<[string, Partial<AdmissionRequest>]>([
    ['limit', { limits: [rate('r', 1_000_000, 0)] }],
    ['limit', { limits: [slots('c', 0)] }],
    ['limit', { limits: [quota('q', 0)] }],
    ['funds', { hold: 1_001n }],
    ['stale', { epoch: '0' }],
  ])('is not taken by a call that is refused: %s', async (kind, given) => {
    const { ask, key } = await scene();
    expect((await ask(given)).kind).toBe(kind);
    expect(await redis.exists(key)).toBe(0);
    expect((await ask()).kind).toBe('admitted');
  });

  it('is one of its tenant alone', async () => {
    const { keys, store, tenantId, claim, first } = await scene();
    const neighbour = await fixture.tenant(keys, 1_000n, shardOf(tenantId));
    await admit(store, first);
    expect((await admit(store, call(neighbour, { claim }))).kind).toBe('admitted');
  });

  it.each([
    [true, 'stored'],
    [false, 'lost'],
  ])('that has ended says whether the answer is kept: %s', async (isStored, state) => {
    const { store, ask, first, made } = await scene();
    await admit(store, first);
    await settle(store, [settlementOf(first)]);
    expect(await endClaim(store, made, isStored)).toBe(true);
    expect(await ask()).toEqual({ kind: 'claimed', state, requestId: made.requestId });
    expect(await interruptClaim(store, { ...made, hash: made.claim.hash })).toBe(false);
    expect(await ask()).toMatchObject({ state });
  });

  it('whose hold is gone runs for a grace, then nobody is left, for good', async () => {
    const { keys, store, ask, first, made, key } = await scene();
    await admit(store, first);
    await settle(store, [settlementOf(first)]);
    expect(await ask()).toMatchObject({ state: 'running' });
    expect(await ask()).toMatchObject({ state: 'running' });
    await age(keys, made);
    expect(await ask()).toEqual({ kind: 'claimed', state: 'interrupted', requestId: made.requestId });
    expect(await redis.pttl(key)).toBeGreaterThan(TTL_MS - 5_000);
    expect(await endClaim(store, made, true)).toBe(false);
    expect(await ask()).toMatchObject({ state: 'interrupted' });
  });

  it('whose hold is gone may yet end within the grace', async () => {
    const { store, ask, first, made } = await scene();
    await admit(store, first);
    await settle(store, [settlementOf(first)]);
    expect(await ask()).toMatchObject({ state: 'running' });
    expect(await endClaim(store, made, true)).toBe(true);
    expect(await ask()).toMatchObject({ state: 'stored' });
  });

  it('of a dead process is interrupted by its reaper', async () => {
    const { store, ask, first, made } = await scene();
    await admit(store, first);
    await settle(store, [settlementOf(first)]);
    expect(await interruptClaim(store, { ...made, requestId: newId(), hash: made.claim.hash })).toBe(false);
    expect(await interruptClaim(store, { ...made, hash: made.claim.hash })).toBe(true);
    expect(await ask()).toMatchObject({ state: 'interrupted' });
  });

  it('is free again when its hold is released, for no call stood behind it', async () => {
    const { store, ask, first, claim } = await scene();
    await admit(store, first);
    expect(await releaseHold(store, { ...first, claimHash: claim.hash })).toBe(true);
    expect((await ask()).kind).toBe('admitted');
  });

  it('of another call is never ended or freed', async () => {
    const { store, ask, first, made, tenantId, claim } = await scene();
    await admit(store, first);
    const stranger = call(tenantId);
    await admit(store, stranger);
    expect(await endClaim(store, { ...made, requestId: stranger.requestId }, true)).toBe(false);
    expect(await releaseHold(store, { ...stranger, claimHash: claim.hash })).toBe(true);
    expect(await ask()).toEqual({ kind: 'claimed', state: 'running', requestId: first.requestId });
  });
});

it('50 at once: one is admitted, and all others hear of it', async () => {
  const { ask, keys, tenantId } = await scene();
  const replies = await Promise.all(Array.from({ length: 50 }, () => ask()));
  expect(replies.filter(({ kind }) => kind === 'admitted')).toHaveLength(1);
  expect(replies.filter((reply) => reply.kind === 'claimed' && reply.state === 'running')).toHaveLength(49);
  expect(await redis.hlen(keys.holds(shardOf(tenantId)))).toBe(1);
});

it('a Redis that lost its data hears of the claims of running calls before the shard is open again', async () => {
  const keys = fixture.keySpace();
  const store = { redis, keys };
  const tenantId = tenantOfShard(7);
  const { generation } = await beginRebuild(store, 7, randomUUID());
  const [running, ended] = [newClaim(), newClaim()];
  const hold = (claim: Claim) => ({
    tenantId, requestId: newId(), owner: 'i-1', hold: 10n, scopes: [], counters: [], context: JSON.stringify(CONTEXT), claim,
  }); // prettier-ignore
  const holds = [hold(running), hold(ended)];
  await endClaim(store, holds[1]!, true);
  await registerHolds(store, { shard: 7, generation, incarnation: 'i-1', holds });
  await finishRebuild(store, 7, generation);
  const stateOf = async (claim: Claim) => {
    await redis.hset(keys.tenant(tenantId), 'epoch', '1');
    return admit(store, call(tenantId, { claim, hold: 0n }));
  };
  expect(await stateOf(running)).toEqual({ kind: 'claimed', state: 'running', requestId: holds[0]?.requestId });
  expect(await stateOf(ended)).toMatchObject({ state: 'stored' });
});
