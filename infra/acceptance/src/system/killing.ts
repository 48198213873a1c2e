/** Something is killed, twice, in the middle of 200 calls; then everything has to be in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { type CallOutcome, makeCall } from '../load/call.js';
import { chat } from '../load/call-kinds.js';
import { longCalls } from '../load/long-calls.js';
import { Random } from '../load/random.js';
import { tally } from '../load/run-calls.js';
import { startWave } from '../load/wave.js';
import { chargeFor } from '../money/expected-charge.js';
import { expectBooksInOrder, readEvents } from './books.js';
import { expectInvariantOne } from './invariant.js';
import { readDeliveries } from './sandbox-account.js';
import { waitUntilSettled } from './settled.js';
import { addCustomer, addPlan, addSandboxModels, type Customer, type Price, pricesFor } from './shop.js';
import { type Part, startSystem, type System } from './system.js';

/** What is sold there: one model on one plan. */
export const MODEL = 'chat-long';
export const PLAN = 'long';
export const LONG_CALL_PRICES: readonly Price[] = [
  { unit: 'request', amount: '0.000010000001' },
  { unit: 'input_token', amount: '0.0000001375' },
  { unit: 'output_token', amount: '0.000000550001' },
];
const CALLS = 200;
/** Whole answers after which the part is killed: in the first wave early, in the second late. */
const KILL_AFTER = [25, 120];

/** A system that sells one model on one plan. */
export async function startLongCallSystem(): Promise<System> {
  const system = await startSystem();
  await addSandboxModels(system, [MODEL]);
  await addPlan(system, {
    slug: PLAN,
    models: [MODEL],
    prices: [...LONG_CALL_PRICES],
    limits: { quotaPerMonth: 100_000 },
  });
  return system;
}

/** Kills the part in the middle of two waves, and expects invariant 1, books in order, and a system that serves. */
export async function expectToSurvive(system: System, part: Part, seed: number): Promise<void> {
  const random = new Random(seed);
  const customer = await addCustomer(system, { name: `Survivor of ${part}`, plan: PLAN, grant: '100' });
  const outcomes: CallOutcome[] = [];
  for (const count of KILL_AFTER) {
    const wave = startWave(system, customer, longCalls(random, MODEL, CALLS));
    await wave.whenComplete(count);
    await system.kill(part);
    outcomes.push(...(await wave.outcomes));
    await untilServed(system, customer);
  }
  await waitUntilSettled(system);
  const report = await expectInvariantOne(system, { customer, outcomes, prices: pricesFor(LONG_CALL_PRICES, MODEL) });
  const ends = tally(outcomes.map(({ plan, end, status }) => `${plan.kind}: ${end} ${status ?? ''}`));
  console.log(`${part} killed twice, seed ${seed}:`, report, ends);
  expect(report.complete).toBeGreaterThanOrEqual(KILL_AFTER[0] ?? 0);
  await expectBooksInOrder(system, [customer]);
  await expectFreshCallIsCharged(system, customer);
}

const SERVED_WITHIN_MS = 60_000;
const RETRY_PAUSE_MS = 50;

/** Refusals are for the time being only. @throws {Error} when calls are still refused after a minute */
export async function untilServed(system: System, customer: Customer): Promise<number> {
  const startedMs = Date.now();
  const plan = chat('fresh', { model: MODEL, prompt: 'Is anybody there?' });
  for (const gatewayUrl of system.gatewayUrls) {
    for (;;) {
      const outcome = await makeCall(plan, { gatewayUrl, key: customer.key, clientRequestId: 'fresh' });
      if (outcome.end === 'complete') break;
      expect([null, 502, 503], `a fresh call was answered ${outcome.text}`).toContain(outcome.status);
      if (Date.now() - startedMs > SERVED_WITHIN_MS)
        throw new Error(`not served again: ${outcome.status} ${outcome.text}`);
      await sleep(RETRY_PAUSE_MS);
    }
  }
  return Date.now() - startedMs;
}

async function expectFreshCallIsCharged(system: System, customer: Customer): Promise<void> {
  const before = (await readEvents(system, customer)).length;
  for (const gatewayUrl of system.gatewayUrls) {
    const plan = chat('fresh', { model: MODEL, prompt: 'And now?' });
    const { end, requestId } = await makeCall(plan, { gatewayUrl, key: customer.key, clientRequestId: 'afterwards' });
    expect(end).toBe('complete');
    await waitUntilSettled(system);
    const delivery = (await readDeliveries(system.sandboxUrl)).get(requestId ?? '');
    const record = await system.api.read(`calls/${requestId}`);
    expect(delivery && record.charge).toBe(delivery && chargeFor(pricesFor(LONG_CALL_PRICES, MODEL), delivery).charge);
  }
  expect(await readEvents(system, customer)).toHaveLength(before + system.gatewayUrls.length);
  await expectBooksInOrder(system, [customer]);
}
