/** kill -9 of a gateway and of the worker, each in the middle of 200 calls, and of a gateway amid calls under keys. */
import { afterAll, beforeAll, test } from 'vitest';
import { expectKeysToSurvive } from './system/keyed-streams.js';
import { expectToSurvive, startLongCallSystem } from './system/killing.js';
import type { System } from './system/system.js';

let system: System;
beforeAll(async () => {
  system = await startLongCallSystem();
}, 120_000);
afterAll(() => system.stop());

test('a gateway is killed', { timeout: 240_000 }, () => expectToSurvive(system, 'gateway', 4_711));

test('the worker is killed', { timeout: 240_000 }, () => expectToSurvive(system, 'worker', 4_712));

test('a gateway is killed amid streams under idempotency keys', { timeout: 120_000 }, () =>
  expectKeysToSurvive(system),
);
