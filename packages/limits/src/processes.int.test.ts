import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newId } from '@turnpike/domain/ids';
import { admit } from './admission.js';
import { loadTenant, readBalance } from './balance.js';
import { formatHoldRecord } from './hold-record.js';
import { type KeySpace, shardOf } from './keys.js';
import {
  announceConfirmed,
  beat,
  beginRebuild,
  fence,
  finishRebuild,
  leave,
  readAcknowledgements,
  readBeats,
  readHolds,
  readProcessState,
  type RegisteredHold,
  registerHolds,
  takeConfirmed,
} from './processes.js';
import { settle } from './settlement.js';
import { quota, slots } from '../test/checks.js';
import { call, CONTEXT, RedisFixture, settlementOf, tenantOfShard } from '../test/redis.fixture.js';

const fixture = new RedisFixture();
const { redis } = fixture;

const HUGE = 9_007_199_254_740_993n;

function heldCall(tenantId: string, given: Partial<RegisteredHold> = {}): RegisteredHold {
  return {
    tenantId,
    requestId: newId(),
    owner: 'i-1',
    hold: HUGE,
    scopes: ['c:sub'],
    counters: ['q:sub:0'],
    context: JSON.stringify(CONTEXT),
    ...given,
  };
}

async function announced(keys: KeySpace): Promise<{ shard: number; generation: string }[]> {
  const reply = await beat({ redis, keys }, 'watcher', '{}');
  return reply.kind === 'alive' ? reply.rebuilds : [];
}

describe('heartbeats', () => {
  it('carry Redis time and the state the reaper reads', async () => {
    const keys = fixture.keySpace();
    const reply = await beat({ redis, keys }, 'i-1', '{"delivered":{}}');
    expect(reply).toEqual({ kind: 'alive', nowMs: expect.any(Number), processes: 1, rebuilds: [] });
    const { nowMs, beats } = await readBeats({ redis, keys });
    expect(reply.kind === 'alive' && beats.get('i-1')).toBe(reply.kind === 'alive' && reply.nowMs);
    expect(nowMs).toBeGreaterThanOrEqual(beats.get('i-1') as number);
    expect(await readProcessState({ redis, keys }, 'i-1')).toBe('{"delivered":{}}');
    expect(await readProcessState({ redis, keys }, 'i-2')).toBeNull();
  });

  it('are refused once a process was declared dead, but its state stays readable', async () => {
    const keys = fixture.keySpace();
    for (const incarnation of ['i-1', 'i-2']) await beat({ redis, keys }, incarnation, `"${incarnation}"`);
    await fence({ redis, keys }, 'i-1');
    await fence({ redis, keys }, 'i-1');
    expect(await beat({ redis, keys }, 'i-1', '"late"')).toEqual({ kind: 'fenced' });
    expect([...(await readBeats({ redis, keys })).beats.keys()]).toEqual(['i-2']);
    expect(await readProcessState({ redis, keys }, 'i-1')).toBe('"i-1"');
  });

  it('end with a process that leaves', async () => {
    const keys = fixture.keySpace();
    await beat({ redis, keys }, 'i-1', '{}');
    await leave({ redis, keys }, 'i-1');
    expect((await readBeats({ redis, keys })).beats.size).toBe(0);
    expect(await readProcessState({ redis, keys }, 'i-1')).toBeNull();
  });
});

describe('holds', () => {
  it('are read as admission wrote them; what nobody understands is named', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const request = call(tenantId, {
      limits: [slots('c', 1), quota('q', 1)],
    });
    await admit({ redis, keys }, request);
    await redis.hset(keys.holds(shardOf(tenantId)), 'odd/one', 'from a later version');
    const { holds, unreadable } = await readHolds({ redis, keys }, shardOf(tenantId));
    expect(unreadable).toEqual(['odd/one']);
    const [hold] = holds;
    if (hold === undefined) throw new Error('no hold');
    const raw = await redis.hget(keys.holds(shardOf(tenantId)), `${tenantId}/${request.requestId}`);
    expect(formatHoldRecord({ ...hold, context: JSON.stringify(hold.context) })).toBe(raw);
  });
});

describe('rebuild', () => {
  it('is joined by whoever comes second, announced to all, and then over', async () => {
    const keys = fixture.keySpace();
    const first = await beginRebuild({ redis, keys }, 5, randomUUID());
    const second = await beginRebuild({ redis, keys }, 5, randomUUID());
    expect(first.rebuilding && second.rebuilding).toBe(true);
    expect(second.generation).toBe(first.generation);
    expect(second.ageMs).toBeGreaterThanOrEqual(first.ageMs);
    expect(await announced(keys)).toEqual([{ shard: 5, generation: first.generation }]);
    await finishRebuild({ redis, keys }, 5, first.generation);
    expect(await announced(keys)).toEqual([]);
    expect(await beginRebuild({ redis, keys }, 5, randomUUID())).toMatchObject({
      generation: first.generation.slice(2),
      rebuilding: false,
    });
    expect(await announced(keys)).toEqual([]);
  });

  it('takes the holds of every live process, each once', async () => {
    const keys = fixture.keySpace();
    const [one, other] = [tenantOfShard(5), tenantOfShard(5)];
    const { generation } = await beginRebuild({ redis, keys }, 5, randomUUID());
    const mine = [heldCall(one), heldCall(other)];
    const theirs = [heldCall(one, { owner: 'i-2', scopes: ['c:sub', 'c:key'], hold: 0n })];
    for (let n = 0; n < 2; n++) {
      expect(await registerHolds({ redis, keys }, { shard: 5, generation, incarnation: 'i-1', holds: mine })).toBe(
        true,
      );
    }
    expect(await registerHolds({ redis, keys }, { shard: 5, generation, incarnation: 'i-2', holds: theirs })).toBe(
      true,
    );
    expect(await registerHolds({ redis, keys }, { shard: 5, generation, incarnation: 'i-3', holds: [] })).toBe(true);
    expect((await readAcknowledgements({ redis, keys }, 5)).sort()).toEqual(['i-1', 'i-2', 'i-3']);

    const quotas = [{ scope: 'sub', startMs: 0, used: 7n }];
    await loadTenant({ redis, keys }, { tenantId: one, epoch: '1', posted: 3n * HUGE, version: '1', quotas });
    expect(await redis.hgetall(keys.tenant(one))).toMatchObject({
      free: `${2n * HUGE}`, held: `-${HUGE}`, 'c:sub': '2', 'c:key': '1', 'q:sub:0': '2', 'Q:sub:0': '7',
    }); // prettier-ignore
    expect((await readHolds({ redis, keys }, 5)).holds).toHaveLength(3);
    await finishRebuild({ redis, keys }, 5, generation);
    expect(await readAcknowledgements({ redis, keys }, 5)).toEqual([]);
    expect((await admit({ redis, keys }, call(one, { hold: 2n * HUGE }))).kind).toBe('admitted');
  });

  it('leaves every counter as it was when a registered call ends, counted or not', async () => {
    const keys = fixture.keySpace();
    const tenantId = tenantOfShard(5);
    const { generation } = await beginRebuild({ redis, keys }, 5, randomUUID());
    const holds = [heldCall(tenantId), heldCall(tenantId)];
    await registerHolds({ redis, keys }, { shard: 5, generation, incarnation: 'i-1', holds });
    await loadTenant({ redis, keys }, { tenantId, epoch: '1', posted: 0n, version: '1', quotas: [] });
    await settle({ redis, keys }, holds.map((hold, n) => settlementOf(hold, { charge: 0n, counted: n === 0 }))); // prettier-ignore
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ held: '0', 'q:sub:0': '1' });
    expect(await redis.hexists(keys.tenant(tenantId), 'c:sub')).toBe(0);
  });

  it('does not take back a hold whose call was settled meanwhile', async () => {
    const keys = fixture.keySpace();
    const tenantId = tenantOfShard(5);
    const { generation } = await beginRebuild({ redis, keys }, 5, randomUUID());
    const hold = heldCall(tenantId);
    await settle({ redis, keys }, [settlementOf(hold)]);
    await registerHolds({ redis, keys }, { shard: 5, generation, incarnation: 'i-1', holds: [hold] });
    expect((await readHolds({ redis, keys }, 5)).holds).toEqual([]);
    expect(await readBalance({ redis, keys }, tenantId)).toEqual({ pending: 10n, held: 0n });
  });

  it('refuses holds for another generation or of another shard', async () => {
    const keys = fixture.keySpace();
    const { generation } = await beginRebuild({ redis, keys }, 5, randomUUID());
    const rebuild = { shard: 5, incarnation: 'i-1', holds: [heldCall(tenantOfShard(5))] };
    expect(await registerHolds({ redis, keys }, { ...rebuild, generation: 'r:other' })).toBe(false);
    await finishRebuild({ redis, keys }, 5, generation);
    expect(await registerHolds({ redis, keys }, { ...rebuild, generation })).toBe(false);
    expect((await readHolds({ redis, keys }, 5)).holds).toEqual([]);
    const stray = { ...rebuild, generation, holds: [heldCall(tenantOfShard(6))] };
    await expect(registerHolds({ redis, keys }, stray)).rejects.toThrow('another shard');
  });

  it('that is over cannot end the one that runs', async () => {
    const keys = fixture.keySpace();
    const old = await beginRebuild({ redis, keys }, 5, randomUUID());
    await finishRebuild({ redis, keys }, 5, old.generation);
    await redis.del(keys.meta(5));
    const running = await beginRebuild({ redis, keys }, 5, randomUUID());
    await finishRebuild({ redis, keys }, 5, old.generation);
    expect(await announced(keys)).toEqual([{ shard: 5, generation: running.generation }]);
    expect((await beginRebuild({ redis, keys }, 5, randomUUID())).rebuilding).toBe(true);
  });

  it('that is over is no longer announced once a process answered it in vain', async () => {
    const keys = fixture.keySpace();
    const { generation } = await beginRebuild({ redis, keys }, 5, randomUUID());
    await finishRebuild({ redis, keys }, 5, generation);
    // One process joined the rebuild, and announced it only after another had ended it.
    await redis.hset(keys.rebuilds(), '5', generation);
    expect(await registerHolds({ redis, keys }, { shard: 5, generation, incarnation: 'i-1', holds: [] })).toBe(false);
    expect(await announced(keys)).toEqual([]);
  });
});

describe('confirmations', () => {
  it('reach the incarnation they are for, in order, each once', async () => {
    const keys = fixture.keySpace();
    await announceConfirmed({ redis, keys }, 'i-1', ['a', 'b']);
    await announceConfirmed({ redis, keys }, 'i-1', ['c']);
    await announceConfirmed({ redis, keys }, 'i-2', ['d']);
    await announceConfirmed({ redis, keys }, 'i-2', []);
    expect(await takeConfirmed({ redis, keys }, 'i-1', 2)).toEqual(['a', 'b']);
    expect(await takeConfirmed({ redis, keys }, 'i-1', 2)).toEqual(['c']);
    expect(await takeConfirmed({ redis, keys }, 'i-1', 2)).toEqual([]);
    expect(await takeConfirmed({ redis, keys }, 'i-2', 9)).toEqual(['d']);
  });

  it('are not kept for ever for one that is gone', async () => {
    const keys = fixture.keySpace();
    await announceConfirmed({ redis, keys }, 'i-1', ['a']);
    expect(await redis.ttl(keys.confirmations('i-1'))).toBeGreaterThan(0);
  });
});

describe('scripts', () => {
  it('are sent again to a Redis that forgot them, without a call being lost or doubled', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    // A script of its own name, unknown to the server until the first run.
    const { Script } = await import('./script.js');
    const script = new Script(`return redis.call('HINCRBY', KEYS[1], 'posted', ARGV[1]) -- ${randomUUID()}`);
    expect(await redis.script('EXISTS', script.sha)).toEqual([0]);
    expect(await script.run(redis, [keys.tenant(tenantId)], [1])).toBe(101);
    expect(await script.run(redis, [keys.tenant(tenantId)], [1])).toBe(102);
    expect(await redis.script('EXISTS', script.sha)).toEqual([1]);
  });
});
