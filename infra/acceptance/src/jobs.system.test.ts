/** kill -9 of the worker, of Redis, of Redis with all its data and of PostgreSQL, each twice in the middle of 60 jobs. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeJobs } from './load/job-wave.js';
import { Random } from './load/random.js';
import { expectBooksInOrder } from './system/books.js';
import { expectJobsExact, untilJobsEnded, untilJobsSettled } from './system/job-invariant.js';
import { LONG_CALL_PRICES, MODEL, PLAN, startLongCallSystem } from './system/killing.js';
import { waitUntilSettled } from './system/settled.js';
import { addCustomer, pricesFor } from './system/shop.js';
import type { Part, System } from './system/system.js';

let system: System;
beforeAll(async () => {
  system = await startLongCallSystem();
}, 120_000);
afterAll(() => system.stop());

const JOBS = 60;
/** Results after which the part is killed: early, and again while what it left is made good. */
const KILL_AFTER = [8, 30];

test.each<[Part, number]>([
  ['worker', 8_101],
  ['redis', 8_102],
  ['redis and its data', 8_103],
  ['postgres', 8_104],
])('%s is killed', { timeout: 300_000 }, async (part, seed) => {
  const customer = await addCustomer(system, { name: `Jobs without ${part}`, plan: PLAN, grant: '100' });
  const making = makeJobs(system, customer, { random: new Random(seed), model: MODEL, count: JOBS });
  // Waited for below; a failure before that is no unhandled one.
  making.catch(() => undefined);
  for (const count of KILL_AFTER) {
    await untilJobsEnded(system, customer, count);
    await system.kill(part);
  }
  await making;
  await untilJobsSettled(system, customer);
  await waitUntilSettled(system);
  const report = await expectJobsExact(system, customer, pricesFor(LONG_CALL_PRICES, MODEL));
  console.log(`${part} killed twice, seed ${seed}:`, report);
  expect(report.jobs).toBeGreaterThanOrEqual(JOBS);
  // A worker that dies was running something.
  if (part === 'worker') expect(report.repeated).toBeGreaterThan(0);
  await expectBooksInOrder(system, [customer]);
});
