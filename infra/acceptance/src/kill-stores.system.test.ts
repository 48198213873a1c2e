/** kill -9 of PostgreSQL and of Redis, each in the middle of 200 calls; of Redis also with the loss of all its data. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCall } from './load/call.js';
import { chat } from './load/call-kinds.js';
import { startWave } from './load/wave.js';
import { expectBooksInOrder, readEvents, readPosted } from './system/books.js';
import { expectToSurvive, startLongCallSystem, untilServed } from './system/killing.js';
import { waitUntilSettled } from './system/settled.js';
import { addCustomer, addPlan } from './system/shop.js';
import type { System } from './system/system.js';

let system: System;
beforeAll(async () => {
  system = await startLongCallSystem();
}, 120_000);
afterAll(() => system.stop());

test('PostgreSQL is killed', { timeout: 240_000 }, () => expectToSurvive(system, 'postgres', 4_713));

test('Redis is killed', { timeout: 240_000 }, () => expectToSurvive(system, 'redis', 4_714));

test('Redis is killed and its data is gone', { timeout: 240_000 }, () =>
  expectToSurvive(system, 'redis and its data', 4_715),
);

test(
  'a balance for 100 calls pays 100, though Redis lost all it knew in their middle',
  { timeout: 240_000 },
  async () => {
    await addPlan(system, { slug: 'flat', models: ['chat-long'], prices: [{ unit: 'request', amount: '0.01' }] });
    const customer = await addCustomer(system, { name: 'Tight', plan: 'flat', grant: '1' });
    const plan = chat('flat', { model: 'chat-long', prompt: 'Pay.', steer: { delay_ms: 400 } });
    const bystander = await addCustomer(system, { name: 'Bystander', plan: 'flat', grant: '1' });
    await untilServed(system, bystander);

    const wave = startWave(
      system,
      customer,
      Array.from({ length: 60 }, () => plan),
    );
    await wave.whenComplete(10);
    const second = startWave(
      system,
      customer,
      Array.from({ length: 30 }, () => plan),
    );
    await system.kill('redis and its data');
    const outcomes = [...(await wave.outcomes), ...(await second.outcomes)];
    const waitedMs = await untilServed(system, bystander);
    await waitUntilSettled(system);
    const completed = outcomes.filter(({ end }) => end === 'complete').length;
    console.log(
      `Redis emptied: ${completed} of ${outcomes.length} answered, served again ${waitedMs} ms after it was back`,
    );

    const [gatewayUrl = ''] = system.gatewayUrls;
    const quick = chat('flat', { model: 'chat-long', prompt: 'Pay at once.' });
    let status: number | null = 200;
    for (let calls = 0; status === 200 && calls <= 100; calls += 1) {
      ({ status } = await makeCall(quick, { gatewayUrl, key: customer.key, clientRequestId: `tight-${calls}` }));
    }
    expect(status).toBe(402);
    await waitUntilSettled(system);
    const charged = (await readEvents(system, customer)).filter((event) => event.charge !== '0.000000000000');
    expect(charged).toHaveLength(100);
    expect(charged.filter((event) => Number(event.overrun) !== 0)).toEqual([]);
    expect(await readPosted(system, customer)).toBe('0');
    await expectBooksInOrder(system, [customer, bystander]);
  },
);
