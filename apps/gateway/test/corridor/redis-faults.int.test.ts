/** Redis dies, comes back, comes back empty: nothing delivered is lost, nothing is given out that is held or spent. */
import { setTimeout as sleep } from 'node:timers/promises';
import { confirmEvents } from '@turnpike/limits/balance';
import { announceConfirmed } from '@turnpike/limits/processes';
import { startTestRedis, type TestRedis } from '@turnpike/testing/redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, Corridor, say } from './corridor.fixture.js';
import { until } from '@turnpike/testing/until';

let redis: TestRedis;
let corridor: Corridor;
beforeAll(async () => {
  redis = await startTestRedis();
  corridor = await Corridor.start({ redisUrl: redis.url });
});
afterAll(async () => {
  await corridor.stop();
  await redis.stop();
});

const chat = (account: Account, more: object = {}, ...lines: string[]) =>
  account.post('/v1/chat/completions', { model: 'chat', messages: say('x', ...lines), ...more });

async function redisBack(): Promise<void> {
  await redis.restart();
  await until(() => corridor.redis.status === 'ready', 'Redis to be back');
}

async function served(account: Account): Promise<void> {
  await until(async () => (await chat(account)).status === 200, 'calls to be served again');
}

test('Redis away: new calls are refused closed, a running answer ends and its event waits in the spool', async () => {
  const account = corridor.account();
  const stream = await chat(account, { stream: true }, '@sandbox chunks=10 chunk_delay_ms=300');
  const reading = stream.text();
  await redis.kill();
  const refused = await chat(account);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.text()).toContain('limits_unavailable');
  expect(await reading).toMatch(/data: \[DONE\]\n\n$/);
  const lines = (await corridor.spooledFiles()).join('').split('\n').filter(Boolean);
  expect(lines).toHaveLength(1);
  await redisBack();
  const [event] = await account.settled(1);
  expect(event).toMatchObject({ endReason: 'complete', charge: account.chargeOf(await account.delivered(event!)) });
  expect(await account.state()).toMatchObject({ held: '0', pending: event?.charge });
  expect(corridor.path.stats().openCalls).toBe(0);
});

test('Redis emptied: what was not confirmed is there again, once, and what runs is held for again', async () => {
  const account = corridor.account({ prices: { request: '1' }, posted: '5' });
  await served(account);
  const running = chat(account, {}, '@sandbox delay_ms=5000');
  await until(async () => (await account.state()).openHolds === 1, 'the second call to be held for');
  expect(await account.state()).toMatchObject({ held: '1', pending: '1' });
  await corridor.redis.flushall();
  // A call of this tenant finds the data gone and has the shard rebuilt.
  await served(account);
  expect(await account.state()).toMatchObject({ held: '1', pending: '2', openHolds: 1 });
  expect((await running).status).toBe(200);
  const events = await account.settled(3);
  expect(events.map((event) => event.charge)).toEqual(['1', '1', '1']);
  expect(new Set(events.map((event) => event.id)).size).toBe(3);
  expect(await account.state()).toEqual({ held: '0', pending: '3', openHolds: 0, slots: 0 });
});

test('Redis emptied under many calls: none gets in for being asked about, and the balance is not exceeded', async () => {
  const account = corridor.account({ prices: { request: '1' }, posted: '5', concurrency: 100 });
  await served(account);
  await corridor.redis.flushall();
  const answers = await Promise.all(Array.from({ length: 40 }, () => chat(account, {}, '@sandbox delay_ms=500')));
  const byStatus = (status: number) => answers.filter((answer) => answer.status === status).length;
  expect(byStatus(200)).toBe(4);
  expect(byStatus(200) + byStatus(402)).toBe(40);
  await account.settled(5);
  expect(await account.state()).toEqual({ held: '0', pending: '5', openHolds: 0, slots: 0 });
});

test('a stream that is held for as it flows outlives a Redis that is away for a moment', async () => {
  const account = corridor.account({ prices: { input_token: '0', output_token: '0.0001' }, posted: '50' });
  const stream = await chat(account, { stream: true }, '@sandbox chunks=3000 chunk_delay_ms=1');
  const reading = stream.text();
  await redis.kill();
  await sleep(500);
  await redisBack();
  expect(await reading).toMatch(/data: \[DONE\]\n\n$/);
  const [event] = await account.settled(1);
  expect(event).toMatchObject({ endReason: 'complete', charge: account.chargeOf(await account.delivered(event!)) });
});

test('a stream that is held for as it flows outlives a Redis that was emptied', async () => {
  const account = corridor.account({ prices: { input_token: '0', output_token: '0.0001' }, posted: '50' });
  await served(account);
  const stream = await chat(account, { stream: true }, '@sandbox chunks=3000 chunk_delay_ms=1');
  const reading = stream.text();
  await corridor.redis.flushall();
  expect(await reading).toMatch(/data: \[DONE\]\n\n$/);
  const events = await account.settled(2);
  expect(events.map((event) => event.endReason)).toEqual(['complete', 'complete']);
  expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
});

test('a gateway that ends without Redis leaves its event in the spool; the next one sends it and clears up', async () => {
  const account = corridor.account();
  await served(account);
  const first = await Corridor.start({ redisUrl: redis.url, beside: corridor });
  const answer = await fetch(`${first.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'chat', stream: true, messages: say('x', '@sandbox chunks=5 chunk_delay_ms=500') }),
  });
  await redis.kill();
  expect(await answer.text()).toMatch(/data: \[DONE\]\n\n$/);
  await first.shutDown(0);
  expect((await first.spooledFiles()).join('')).toContain('"complete');
  await redisBack();

  const next = await Corridor.start({ redisUrl: redis.url, beside: corridor, spoolDirectory: first.spoolDirectory });
  const events = await account.settled(2);
  const event = events.find((candidate) => candidate.owner === next.processId);
  expect(event).toMatchObject({ endReason: 'complete', charge: account.chargeOf(await account.delivered(event!)) });
  await until(async () => (await next.spooledFiles()).length === 1, 'the file of the one before to be removed');
  const { tenantId } = account;
  await confirmEvents(corridor, { tenantId, eventIds: [event!.id], balance: null, quotas: [] });
  await announceConfirmed(corridor, next.processId, [event!.id]);
  await until(async () => (await next.spooledFiles()).length === 0, 'the spooled file to be removed');
  await next.stop();
  await first.stop();
});
