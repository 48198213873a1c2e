import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CapacityGate, type Entry } from './capacity-gate.js';

const HEAVY = { id: 'heavy', weight: 3 };
const LIGHT = { id: 'light', weight: 1 };
const ignore = () => undefined;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function gateOf(share: number, options: Partial<ConstructorParameters<typeof CapacityGate>[0]> = {}): CapacityGate {
  const gate = new CapacityGate({ maxWaiting: 100, maxWaitMs: 1_000, ...options });
  gate.allow(share);
  return gate;
}

test('ten times the load of two tenants of weight 3 and 1 is served 3 to 1', async () => {
  const capacity = 4;
  const gate = gateOf(capacity, { maxWaiting: 80 });
  const served = { heavy: 0, light: 0 };
  /** Each tenant keeps twenty callers busy, and each of them asks again as soon as it is answered. */
  const ask = async (tenant: { id: 'heavy' | 'light'; weight: number }) => {
    if ((await gate.enter(tenant, ignore)) !== 'entered') throw new Error('refused');
    expect(gate.inUse).toBeLessThanOrEqual(capacity);
    served[tenant.id] += 1;
    setTimeout(() => {
      gate.leave();
      void ask(tenant);
    }, 10);
  };
  for (let caller = 0; caller < 20; caller += 1) {
    void ask({ ...HEAVY, id: 'heavy' });
    void ask({ ...LIGHT, id: 'light' });
  }
  await vi.advanceTimersByTimeAsync(2_000);
  const total = served.heavy + served.light;
  expect(total).toBeGreaterThan(700);
  expect(served.heavy / served.light).toBeGreaterThan(2.7);
  expect(served.heavy / served.light).toBeLessThan(3.3);
});

test('one tenant’s burst leaves another’s next call a turn', async () => {
  const gate = gateOf(1, { maxWaiting: 50 });
  expect(gate.enter(LIGHT, ignore)).toBe('entered');
  const burst = Array.from({ length: 60 }, () => gate.enter(HEAVY, ignore));
  expect(burst.filter((entry) => entry === 'full')).toHaveLength(10);
  const order: string[] = [];
  void (gate.enter(LIGHT, ignore) as Promise<Entry>).then(() => order.push('light'));
  void (burst[0] as Promise<Entry>).then(() => order.push('heavy'));
  void (burst[1] as Promise<Entry>).then(() => order.push('heavy'));
  for (let turn = 0; turn < 2; turn += 1) {
    gate.leave();
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(order).toContain('light');
});

test('within a tenant whoever came first goes first', async () => {
  const gate = gateOf(1);
  expect(gate.enterNow()).toBe(true);
  const order: number[] = [];
  for (const place of [1, 2, 3]) void (gate.enter(LIGHT, ignore) as Promise<Entry>).then(() => order.push(place));
  for (let turn = 0; turn < 3; turn += 1) {
    gate.leave();
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(order).toEqual([1, 2, 3]);
});

describe('a call that waits', () => {
  test('is told when it waited too long, and its place is free', async () => {
    const gate = gateOf(1);
    expect(gate.enterNow()).toBe(true);
    const entry = gate.enter(LIGHT, ignore);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await entry).toBe('late');
    expect(gate.waiting).toBe(0);
  });

  test('can leave, and takes no slot then', async () => {
    const gate = gateOf(1);
    expect(gate.enterNow()).toBe(true);
    const exits: (() => void)[] = [];
    const left = gate.enter(LIGHT, (giveUp) => exits.push(giveUp));
    const behind = gate.enter(LIGHT, ignore);
    exits[0]?.();
    expect(await left).toBe('gone');
    gate.leave();
    expect(await behind).toBe('entered');
    exits[0]?.();
    expect(gate.inUse).toBe(1);
  });

  test('goes when the process may have more calls under way, and not while it may have fewer', async () => {
    const gate = gateOf(2);
    expect(gate.enterNow()).toBe(true);
    expect(gate.enterNow()).toBe(true);
    const waiting = gate.enter(LIGHT, ignore);
    gate.allow(1);
    gate.leave();
    expect([gate.inUse, gate.waiting, gate.atMost]).toEqual([1, 1, 1]);
    gate.allow(2);
    expect(await waiting).toBe('entered');
    expect(gate.inUse).toBe(2);
  });
});
