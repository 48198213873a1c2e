import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Breaker, REFUSED } from './breaker.js';
import type { BreakerOutcome } from './breaker.js';

function createAt(start = 1_000) {
  const clock = { now: start };
  const breaker = new Breaker({
    windowMs: 1_000,
    minimumCalls: 4,
    failureRatio: 0.5,
    openMs: 500,
    jitterRatio: 0.2,
    now: () => clock.now,
    random: () => 0.5,
  });
  const call = (outcome: BreakerOutcome): boolean => {
    const permit = breaker.tryEnter();
    if (permit !== REFUSED) breaker.record(permit, outcome);
    return permit !== REFUSED;
  };
  return { breaker, clock, call };
}

function opened() {
  const made = createAt();
  for (let index = 0; index < 4; index += 1) made.call('failure');
  return made;
}

describe('Breaker', () => {
  describe('slow calls', () => {
    const timed = () => {
      const clock = { now: 1_000 };
      const now = () => clock.now;
      const breaker = new Breaker({
        minimumCalls: 4,
        slowCallMs: 100,
        slowRatio: 0.75,
        openMs: 500,
        now,
        random: () => 0,
      });
      const took = (...ms: number[]) => ms.forEach((each) => breaker.record(breaker.tryEnter(), 'success', each));
      return { breaker, clock, took };
    };

    it('open it at their share, and are no failures', () => {
      const { breaker, took } = timed();
      took(101, 100, 500);
      expect(breaker.counts()).toEqual({ successes: 3, failures: 0 });
      took(101);
      expect(breaker.state()).toBe('open');
    });

    it('at the limit are not slow', () => {
      const { breaker, took } = timed();
      took(100, 100, 100, 100);
      expect(breaker.state()).toBe('closed');
    });

    it('keep it open as a probe, and a quick one closes it', () => {
      const { breaker, clock, took } = timed();
      took(500, 500, 500, 500);
      clock.now += 500;
      took(500);
      expect(breaker.state()).toBe('open');
      clock.now += 500;
      took(1);
      expect(breaker.state()).toBe('closed');
    });

    it('leave the window', () => {
      const { breaker, clock, took } = timed();
      took(500, 500, 500);
      clock.now += 10_001;
      took(500, 1, 1, 1);
      expect(breaker.state()).toBe('closed');
    });
  });

  it('has no opinion below the minimum number of calls', () => {
    const { breaker, call } = createAt();
    for (let index = 0; index < 3; index += 1) expect(call('failure')).toBe(true);
    expect(breaker.state()).toBe('closed');
    call('failure');
    expect(breaker.state()).toBe('open');
  });

  it('stays closed below the ratio and opens at it', () => {
    const { breaker, call } = createAt();
    for (const outcome of ['success', 'success', 'success', 'failure', 'failure'] as const) call(outcome);
    expect(breaker.state()).toBe('closed');
    call('failure');
    expect(breaker.state()).toBe('open');
  });

  it('forgets what has left the window', () => {
    const { breaker, clock, call } = createAt();
    for (let index = 0; index < 3; index += 1) call('failure');
    clock.now += 1_001;
    call('failure');
    expect(breaker.state()).toBe('closed');
  });

  it('refuses while open, for openMs and its jitter', () => {
    const { breaker, clock, call } = opened();
    expect(breaker.retryInMs()).toBe(550);
    clock.now += 549;
    expect(call('success')).toBe(false);
    clock.now += 1;
    expect(breaker.state()).toBe('half_open');
    expect(breaker.retryInMs()).toBe(0);
  });

  it('lets one probe through and follows its verdict', () => {
    const { breaker, clock } = opened();
    clock.now += 600;
    const probe = breaker.tryEnter();
    expect(probe).not.toBe(REFUSED);
    expect(breaker.tryEnter()).toBe(REFUSED);
    breaker.record(probe, 'failure');
    expect(breaker.state()).toBe('open');
    clock.now += 600;
    breaker.record(breaker.tryEnter(), 'success');
    expect(breaker.state()).toBe('closed');
    expect(breaker.tryEnter()).not.toBe(REFUSED);
  });

  it('gives the probe to the next call when the first brought no verdict', () => {
    const { breaker, clock } = opened();
    clock.now += 600;
    breaker.record(breaker.tryEnter(), 'unknown');
    expect(breaker.tryEnter()).not.toBe(REFUSED);
  });

  it('ignores verdicts on calls from before it opened', () => {
    const { breaker, clock, call } = createAt();
    const early = breaker.tryEnter();
    for (let index = 0; index < 4; index += 1) call('failure');
    breaker.record(early, 'success');
    expect(breaker.state()).toBe('open');
    clock.now += 600;
    const probe = breaker.tryEnter();
    breaker.record(early, 'failure');
    breaker.record(probe, 'success');
    expect(breaker.state()).toBe('closed');
  });

  it('opens exactly when a plain list of the window would say so', () => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: 300 }), failed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { breaker, clock, call } = createAt();
        let seen: { slot: number; failed: boolean }[] = [];
        for (const { wait, failed } of steps) {
          clock.now += wait;
          call(failed ? 'failure' : 'success');
          const slot = Math.floor(clock.now / 100);
          seen = [...seen, { slot, failed }].filter((entry) => entry.slot > slot - 10);
          const failures = seen.filter((entry) => entry.failed).length;
          const isBad = failed && seen.length >= 4 && failures / seen.length >= 0.5;
          expect(breaker.state()).toBe(isBad ? 'open' : 'closed');
          if (isBad) return;
        }
      }),
    );
  });

  it('never has two probes out, whatever happens', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 700 }) }),
      fc.record({ kind: fc.constant('enter' as const) }),
      fc.record({
        kind: fc.constant('record' as const),
        which: fc.nat(20),
        outcome: fc.constantFrom<BreakerOutcome>('success', 'failure', 'unknown'),
      }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        const { breaker, clock } = opened();
        const out: { permit: number; isProbe: boolean }[] = [];
        for (const entry of events) {
          if (entry.kind === 'wait') clock.now += entry.ms;
          if (entry.kind === 'enter') {
            const isProbe = breaker.state() === 'half_open';
            const permit = breaker.tryEnter();
            if (breaker.state() === 'open') expect(permit).toBe(REFUSED);
            if (permit !== REFUSED) {
              if (isProbe) expect(out.some((other) => other.isProbe && other.permit === permit)).toBe(false);
              out.push({ permit, isProbe });
            }
          }
          if (entry.kind === 'record' && out.length > 0) {
            const [done] = out.splice(entry.which % out.length, 1);
            if (done !== undefined) breaker.record(done.permit, entry.outcome);
          }
        }
      }),
    );
  });
});
