import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LimitCheck } from './admission-limit.js';
import { LocalLimits } from './local-limits.js';
import { budget, paced, perMinute, quota, rate, slots } from '../test/checks.js';

const MINUTE = 60_000;
const START = 1_790_000_000_000;

/** One process of several, on a clock of its own. */
function process(processes = 1) {
  const local = new LocalLimits();
  let calls = 0;
  return {
    local,
    ask: (limits: readonly LimitCheck[], nowMs = START, given: { requestId?: string; peek?: boolean } = {}) =>
      local.decide(
        { requestId: given.requestId ?? `r${calls++}`, limits, peek: given.peek ?? false },
        { processes, nowMs },
      ),
  };
}

const tokens = (limit: number, cost: number) => perMinute('w', limit, { unit: 'tokens', cost });

describe('a share', () => {
  it.each<[string, LimitCheck, number]>([
    ['of a rate', rate('r', 1_000_000, 10), 3],
    ['of a paced limit', paced('p', 1_000_000, { queue: 10, maxWaitMs: 60_000 }), 4],
    ['of a window of requests', perMinute('w', 10), 3],
    ['of a fixed window', perMinute('w', 10, { shape: 'fixed' }), 3],
    ['of a window of tokens', tokens(10, 2), 1],
    ['of slots', slots('c', 10), 3],
    ['of a quota', quota('q', 10), 3],
    ['of less than there are processes', slots('c', 2), 1],
  ])('%s is what one of three processes lets through', (_, limit, expected) => {
    const { ask } = process(3);
    const kinds = Array.from({ length: 12 }, () => ask([limit]).kind);
    expect(kinds.filter((kind) => kind === 'admitted')).toHaveLength(expected);
    expect(kinds.slice(0, expected).every((kind) => kind === 'admitted')).toBe(true);
  });

  it('is never exceeded in any stretch of a window', () => {
    const offers = fc.array(fc.record({ afterMs: fc.nat(9_000), cost: fc.integer({ min: 1, max: 9 }) }), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(offers, (sequence) => {
        const { ask } = process(2);
        const taken: { atMs: number; cost: number }[] = [];
        let atMs = START;
        for (const { afterMs, cost } of sequence) {
          atMs += afterMs;
          if (ask([tokens(40, cost)], atMs).kind === 'admitted') taken.push({ atMs, cost });
        }
        for (const first of taken) {
          const within = taken.filter((one) => one.atMs >= first.atMs && one.atMs < first.atMs + MINUTE);
          expect(within.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(20);
        }
      }),
    );
  });

  it('of a rate is never more than its burst and what was refilled', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000), { maxLength: 100 }), (pauses) => {
        const { ask } = process(2);
        let [atMs, admitted] = [START, 0];
        for (const pause of pauses) {
          atMs += pause;
          if (ask([rate('r', 500_000, 6)], atMs).kind === 'admitted') admitted += 1;
        }
        expect(admitted).toBeLessThanOrEqual(3 + Math.floor((atMs - START) / 1_000));
      }),
    );
  });
});

describe('a decision', () => {
  it('takes from all limits or from none, and names the one that takes longest to clear', () => {
    const { ask } = process();
    const limits = [rate('r', 1_000_000, 2), slots('c', 1), quota('q', 5)];
    expect(ask(limits)).toMatchObject({
      kind: 'admitted',
      degraded: true,
      standings: [{ left: 1 }, { left: 0 }, { left: 4 }],
    });
    expect(ask(limits)).toMatchObject({ kind: 'limit', index: 1, retryAfterMs: 1000 });
    expect(ask([rate('r', 1_000_000, 2), quota('q', 5)])).toMatchObject({ standings: [{ left: 0 }, { left: 3 }] });
    expect(ask([...limits, quota('none', 0, { cost: 2 })])).toMatchObject({ kind: 'limit', index: 3 });
  });

  it('of a call that peeks counts rates and requests per window alone', () => {
    const { ask } = process();
    const limits = [slots('c', 1), perMinute('w', 1)];
    ask([slots('c', 1)]);
    expect(ask(limits, START, { peek: true })).toMatchObject({
      kind: 'admitted',
      standings: [{ left: 0 }, { left: 0 }],
    });
    expect(ask(limits, START, { peek: true })).toMatchObject({ kind: 'limit', index: 1 });
  });

  it('has calls wait for their turn', () => {
    const { ask } = process();
    const limits = [paced('p', 1_000_000, { queue: 1, maxWaitMs: 5_000 })];
    expect([ask(limits), ask(limits), ask(limits)]).toMatchObject([
      { waitMs: 0 },
      { waitMs: 1_000 },
      { kind: 'limit' },
    ]);
  });

  it('knows the next period of a quota, and what was left of this one', () => {
    const { local, ask } = process(2);
    const month = quota('q', 100, {
      startMs: START - 1,
      endMs: START + 10,
      nextEndMs: START + 20,
      onStoreFailure: 'local',
    });
    local.note([month], [{ left: 3, startMs: START - 1, resetMs: START + 10 }]);
    expect(ask([month])).toMatchObject({ kind: 'admitted', standings: [{ left: 0, resetMs: START + 10 }] });
    expect(ask([month])).toMatchObject({ kind: 'limit', retryAfterMs: 10 });
    expect(ask([month], START + 10)).toMatchObject({
      standings: [{ left: 49, startMs: START + 10, resetMs: START + 20 }],
    });
  });

  it('frees a slot with its call, once, and everything when the store is back', () => {
    const { local, ask } = process();
    const limits = [slots('c', 1)];
    ask(limits, START, { requestId: 'a' });
    local.end('another');
    expect(ask(limits).kind).toBe('limit');
    for (let n = 0; n < 2; n++) local.end('a');
    ask(limits, START, { requestId: 'b' });
    expect(ask(limits).kind).toBe('limit');
    local.forgetCounts();
    expect(ask(limits).kind).toBe('admitted');
  });

  it('is not made of money', () => {
    expect(() => process().ask([budget('b', 1n)])).toThrow('money');
  });
});
