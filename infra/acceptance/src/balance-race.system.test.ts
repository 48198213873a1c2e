/** Many calls at once on little money, little quota, few slots: nothing is given out twice, on two gateways. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type CallOutcome, type CallPlan, makeCall } from './load/call.js';
import { chat } from './load/call-kinds.js';
import { tally } from './load/run-calls.js';
import { startWave } from './load/wave.js';
import { chargeFor } from './money/expected-charge.js';
import { type EventRow, expectBooksInOrder, readEvents, readPosted } from './system/books.js';
import { readDeliveries } from './system/sandbox-account.js';
import { waitUntilSettled } from './system/settled.js';
import { addCustomer, addPlan, addSandboxModels, type Customer, type PlanOffer } from './system/shop.js';
import { startSystem, type System } from './system/system.js';

// A test waits for everything to settle, which may take a minute and a half on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const MODEL = 'chat-race';

let system: System;
beforeAll(async () => {
  system = await startSystem();
  await addSandboxModels(system, [MODEL]);
}, 120_000);
afterAll(() => system.stop());

/** A tenant of its own on a plan of its own. */
async function sell(offer: Omit<PlanOffer, 'models'>, grant: string): Promise<Customer> {
  await addPlan(system, { models: [MODEL], ...offer });
  return addCustomer(system, { name: offer.slug, plan: offer.slug, grant });
}

async function callAtOnce(customer: Customer, plan: CallPlan, count: number): Promise<CallOutcome[]> {
  return startWave(
    system,
    customer,
    Array.from({ length: count }, () => plan),
  ).outcomes;
}

const statuses = (outcomes: readonly CallOutcome[]) => tally(outcomes.map(({ status }) => String(status)));

test('50 calls at once on a balance for 5 admit 5', async () => {
  const customer = await sell({ slug: 'per-request', prices: [{ unit: 'request', amount: '1' }] }, '5');
  const outcomes = await callAtOnce(customer, chat('race', { model: MODEL, prompt: 'One dollar, please.' }), 50);
  expect(statuses(outcomes)).toEqual({ 200: 5, 402: 45 });
  for (const { errorCode } of outcomes.filter(({ status }) => status === 402))
    expect(errorCode).toBe('insufficient_quota');
  await waitUntilSettled(system);
  expect(await readPosted(system, customer)).toBe('0');
  await expectBooksInOrder(system, [customer]);
});

test('50 calls at once on a balance for the worst case of 5 admit 5, and never cost more than was there', async () => {
  const plan = chat('race', {
    model: MODEL,
    prompt: 'Say it in ten tokens.',
    max_tokens: 10,
    steer: { delay_ms: 1_500 },
  });
  const bytes = Buffer.byteLength(JSON.stringify(plan.body));
  // A byte of input is held as a token, at 0.001; output at 0.01 a token: 5.4 times the hold of one call.
  const holdMilli = bytes + 10 * 10;
  const prices = [
    { unit: 'input_token', amount: '0.001' },
    { unit: 'output_token', amount: '0.01' },
  ] as const;
  const customer = await sell({ slug: 'per-token', prices: [...prices] }, ((holdMilli * 54) / 10_000).toFixed(4));
  const outcomes = await callAtOnce(customer, plan, 50);
  expect(statuses(outcomes)).toEqual({ 200: 5, 402: 45 });
  await waitUntilSettled(system);
  const deliveries = await readDeliveries(system.sandboxUrl);
  const table = Object.fromEntries(prices.map(({ unit, amount }) => [unit, amount]));
  for (const { requestId } of outcomes.filter(({ end }) => end === 'complete')) {
    const delivery = deliveries.get(requestId ?? '');
    const record = await system.api.read(`calls/${requestId}`);
    expect(delivery === undefined ? null : chargeFor(table, delivery).charge).toBe(record.charge);
  }
  expect((await readEvents(system, customer)).filter((event) => Number(event.overrun) !== 0)).toEqual([]);
  await expectBooksInOrder(system, [customer]);
});

test('100 calls at once on a quota of 40 a month admit 40', async () => {
  const limits = { quotaPerMonth: 40 };
  const customer = await sell({ slug: 'quota', prices: [{ unit: 'request', amount: '0.001' }], limits }, '5');
  const outcomes = await callAtOnce(customer, chat('race', { model: MODEL, prompt: 'Count me.' }), 100);
  expect(statuses(outcomes)).toEqual({ 200: 40, 429: 60 });
  for (const { errorCode, headers } of outcomes.filter(({ status }) => status === 429)) {
    expect([errorCode, Number(headers['retry-after']) > 0]).toEqual(['quota_exceeded', true]);
  }
  await waitUntilSettled(system);
  const { rows } = await system.pool.query('SELECT used::int FROM quota_usage WHERE tenant_id = $1', [
    customer.tenantUuid,
  ]);
  expect(rows).toEqual([{ used: 40 }]);
  await expectBooksInOrder(system, [customer]);
});

test('calls that the provider fails give their quota back', async () => {
  const limits = { quotaPerMonth: 5 };
  const customer = await sell({ slug: 'quota-back', prices: [{ unit: 'request', amount: '0.001' }], limits }, '5');
  const bad = chat('race', { model: MODEL, prompt: 'Fail.', steer: { status: 400 } });
  for (let round = 0; round < 4; round += 1) {
    expect(statuses(await callAtOnce(customer, bad, 5))).toEqual({ 400: 5 });
  }
  const outcomes = await callAtOnce(customer, chat('race', { model: MODEL, prompt: 'Succeed.' }), 10);
  expect(statuses(outcomes)).toEqual({ 200: 5, 429: 5 });
  await waitUntilSettled(system);
  await expectBooksInOrder(system, [customer]);
});

test('a rate with burst is never exceeded in any stretch of time', async () => {
  const [requestsPerSecond, burst] = [20, 10];
  const limits = { requestsPerSecond, burst };
  const customer = await sell({ slug: 'rate', prices: [{ unit: 'request', amount: '0.001' }], limits }, '5');
  const plan = chat('race', { model: MODEL, prompt: 'Quick.' });
  const outcomes: CallOutcome[] = [];
  for (let wave = 0; wave < 8; wave += 1) {
    outcomes.push(...(await callAtOnce(customer, plan, 40)));
    await sleep(100);
  }
  const admitted = outcomes.filter(({ status }) => status === 200);
  expect(admitted.length).toBeGreaterThanOrEqual(burst);
  for (const { status, errorCode, headers } of outcomes) {
    if (status === 200) continue;
    expect([status, errorCode]).toEqual([429, 'rate_limit_exceeded']);
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
  }
  await waitUntilSettled(system);
  const events = await readEvents(system, customer);
  expect(events).toHaveLength(admitted.length);
  expect(largestExcess(events, { requestsPerSecond, burst })).toBeLessThanOrEqual(0);
  console.log(`rate: ${admitted.length} of ${outcomes.length} admitted`);
});

/** By how many calls any stretch from one call's start to another's end holds more than the bucket had for it. */
function largestExcess(
  events: readonly EventRow[],
  { requestsPerSecond, burst }: { requestsPerSecond: number; burst: number },
) {
  let excess = -Infinity;
  for (const { startedAtMs: from } of events) {
    for (const { endedAtMs: to } of events) {
      if (to < from) continue;
      const within = events.filter((event) => event.startedAtMs >= from && event.endedAtMs <= to).length;
      // Times are whole milliseconds, rounded down.
      const allowed = burst + Math.floor(((to + 1 - from) * requestsPerSecond) / 1000);
      excess = Math.max(excess, within - allowed);
    }
  }
  return excess;
}

test('never more calls at once than the plan allows, and all of them while there are callers', async () => {
  const concurrency = 7;
  const customer = await sell(
    { slug: 'slots', prices: [{ unit: 'request', amount: '0.001' }], limits: { concurrency } },
    '5',
  );
  const plan = chat('race', { model: MODEL, prompt: 'Slowly.', steer: { delay_ms: 400 } });
  let refused = 0;
  const callUntilAdmitted = async (index: number) => {
    const gatewayUrl = system.gatewayUrls[index % 2] as string;
    for (;;) {
      const { status, errorCode } = await makeCall(plan, {
        gatewayUrl,
        key: customer.key,
        clientRequestId: `slots-${index}`,
      });
      if (status === 200) return;
      expect([status, errorCode]).toEqual([429, 'concurrency_limit_exceeded']);
      refused += 1;
      await sleep(20);
    }
  };
  await Promise.all(Array.from({ length: 40 }, (_, index) => callUntilAdmitted(index)));
  await waitUntilSettled(system);
  expect(await largestOverlap(customer)).toBe(concurrency);
  expect(refused).toBeGreaterThan(0);
  await expectBooksInOrder(system, [customer]);
});

/** Most calls under way at one moment: from when the sandbox had it, after admission, to its event, before settlement. */
async function largestOverlap(customer: Customer): Promise<number> {
  const deliveries = await readDeliveries(system.sandboxUrl);
  const spans = (await readEvents(system, customer)).map((event) => {
    const delivery = deliveries.get(`req_${event.requestId.replaceAll('-', '')}`);
    return { from: Date.parse(delivery?.startedAt ?? ''), to: event.endedAtMs };
  });
  expect(spans).toHaveLength(40);
  // At the same millisecond an end comes before a start: the clock says no more than that.
  return Math.max(...spans.map(({ from }) => spans.filter((span) => span.from <= from && span.to > from).length));
}
