/** Several processes on one Redis: what all of them together may have under way of a model. */
import { newId } from '@turnpike/domain/ids';
import { expect, test } from 'vitest';
import { RedisFixture } from '../../test/redis.fixture.js';
import { ModelCapacities } from './model-capacities.js';

const fixture = new RedisFixture();
const TENANT = { id: 'tenant', weight: 1 };
const CAPACITY = 10;

/** A process that asks for more than there is, and counts what it has under way. */
class Busy {
  readonly capacities: ModelCapacities;
  underWay = 0;
  private readonly model: { id: string; capacity: number };

  constructor(keys: ReturnType<RedisFixture['keySpace']>, model: { id: string; capacity: number }) {
    this.model = model;
    const onError = (error: unknown) => {
      throw error;
    };
    this.capacities = new ModelCapacities({ redis: fixture.redis, keys, processId: newId(), onError });
  }

  ask(count: number): void {
    for (let call = 0; call < count; call += 1) void this.askOne();
  }

  async askOne(): Promise<void> {
    const entry = await this.capacities.enter(this.model, TENANT, () => undefined);
    if (entry === 'entered') this.underWay += 1;
  }

  end(): void {
    this.underWay -= 1;
    this.capacities.leave(this.model);
  }
}

const total = (processes: readonly Busy[]) => processes.reduce((sum, { underWay }) => sum + underWay, 0);

/** Entries are decided in a promise's time. */
const decided = () => new Promise((resolve) => setImmediate(resolve));

async function renewAll(processes: readonly Busy[]): Promise<void> {
  for (const { capacities } of processes) await capacities.renew();
  await decided();
}

test('alone a process has all of it, beside others its part; who leaves gives its part to the rest', async () => {
  const keys = fixture.keySpace();
  const model = { id: newId(), capacity: CAPACITY };
  const processes = [new Busy(keys, model)];
  const first = processes[0]!;
  first.ask(40);
  await renewAll(processes);
  expect(first.underWay).toBe(CAPACITY);

  processes.push(new Busy(keys, model), new Busy(keys, model));
  for (const one of processes.slice(1)) one.ask(40);
  await renewAll(processes);
  // All slots are the first one's still: a new one has one call, and the total is above by no more than those.
  expect(total(processes)).toBe(CAPACITY + processes.length - 1);
  await renewAll(processes);
  expect(total(processes)).toBe(CAPACITY + processes.length - 1);
  for (let ended = 0; ended < CAPACITY; ended += 1) {
    first.end();
    await decided();
    expect(total(processes)).toBeLessThanOrEqual(CAPACITY + processes.length - 1);
    if (first.underWay <= CAPACITY / processes.length) break;
  }
  for (let round = 0; round < 3; round += 1) await renewAll(processes);
  expect(processes.map(({ underWay }) => underWay).toSorted()).toEqual([3, 3, 4]);

  const gone = processes.pop()!;
  while (gone.underWay > 0) gone.end();
  await gone.capacities.close();
  for (let round = 0; round < 3; round += 1) await renewAll(processes);
  expect(processes.map(({ underWay }) => underWay)).toEqual([5, 5]);
  for (const { capacities } of processes) await capacities.close();
});

test('whatever comes and goes in which order, no more are under way than the capacity and one for each other process', async () => {
  const keys = fixture.keySpace();
  const model = { id: newId(), capacity: CAPACITY };
  const processes = Array.from({ length: 4 }, () => new Busy(keys, model));
  let seed = 7;
  const pick = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  let most = 0;
  for (let step = 0; step < 400; step += 1) {
    const one = processes[pick(processes.length)]!;
    const what = pick(4);
    if (what === 0) one.ask(pick(6));
    else if (what === 1 && one.underWay > 0) one.end();
    // Some renewals are under way while calls come and go.
    else if (what === 2) void one.capacities.renew();
    else await one.capacities.renew();
    await decided();
    most = Math.max(most, total(processes));
  }
  expect(most).toBeLessThanOrEqual(CAPACITY + processes.length - 1);
  expect(most).toBeGreaterThanOrEqual(CAPACITY);
  await Promise.all(processes.map(({ capacities }) => capacities.close()));
});

test('a small capacity leaves each process one', async () => {
  const keys = fixture.keySpace();
  const model = { id: newId(), capacity: 1 };
  const processes = [new Busy(keys, model), new Busy(keys, model), new Busy(keys, model)];
  for (const one of processes) one.ask(5);
  for (let round = 0; round < 3; round += 1) await renewAll(processes);
  expect(processes.map(({ underWay }) => underWay)).toEqual([1, 1, 1]);
  await Promise.all(processes.map(({ capacities }) => capacities.close()));
});
