/** What a gateway process takes of the machine's memory, as `npm start` starts it. */
import { patiently } from '@turnpike/testing/patiently';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeCall } from './load/call.js';
import { chat } from './load/call-kinds.js';
import { runCalls } from './load/run-calls.js';
import { waitUntilSettled } from './system/settled.js';
import { addCustomer, addPlan, addSandboxModels } from './system/shop.js';
import { startSystem, type System } from './system/system.js';

vi.setConfig({ testTimeout: 240_000 });

const MODEL = 'chat-memory';
const MB = 1_000_000;
/** A vocabulary in maps, a document made at the start or a young generation of the usual size is beyond it. */
const IDLE_BYTES = 220 * MB;
const BUSY_BYTES = 300 * MB;
const CALLS = 2_000;
const AT_ONCE = 32;

let system: System;
beforeAll(async () => {
  system = await startSystem({ gatewayProcesses: 1 });
}, 120_000);
afterAll(() => system.stop());

const resident = () => system.gateways[0]!.gauge('process_resident_memory_bytes');

test('a gateway that is ready and has nothing to do stays below its bound', async () => {
  const bytes = await resident();
  expect(bytes).toBeGreaterThan(50 * MB);
  expect(bytes).toBeLessThan(IDLE_BYTES);
});

test('and so it does after calls of all kinds, counted by us too', async () => {
  await addSandboxModels(system, [MODEL]);
  const prices = [{ unit: 'input_token', amount: '0.0000001' }, { unit: 'output_token', amount: '0.0000002' }] as const; // prettier-ignore
  await addPlan(system, { slug: 'memory', models: [MODEL], prices: [...prices] });
  const { key } = await addCustomer(system, { name: 'Memory', plan: 'memory', grant: '100' });
  const [gatewayUrl = ''] = system.gatewayUrls;
  const kinds = [
    {},
    { stream: true },
    { steer: { omit_usage: true } },
    { steer: { omit_usage: true }, stream: true },
  ].map((more) => chat('memory', { model: MODEL, prompt: 'How much is it?', ...more }));
  const tasks = Array.from({ length: CALLS }, (_, index) => async () => {
    const kind = kinds[index % kinds.length]!;
    const options = { gatewayUrl, key, clientRequestId: 'memory' };
    const { status } = await patiently(() => makeCall(kind, options));
    return status;
  });
  const statuses = await runCalls(tasks, AT_ONCE);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await resident()).toBeLessThan(BUSY_BYTES);
  await waitUntilSettled(system);
});
