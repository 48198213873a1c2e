/** The end of a gateway: calls may finish, then they are cut, and either way they are settled before it is gone. */
import { afterEach, expect, test } from 'vitest';
import { type Account, Corridor, say } from './corridor.fixture.js';
import { until } from '@turnpike/testing/until';

let corridor: Corridor;
let other: Corridor | null = null;
afterEach(async () => {
  await other?.stop();
  await corridor.stop();
  other = null;
});

const stream = (account: Account, ...lines: string[]) =>
  account.post('/v1/chat/completions', { model: 'chat', stream: true, messages: say('x', ...lines) });

/** The gateway to be ended, and one that stays to look at what is left. */
async function startTwo(): Promise<void> {
  corridor = await Corridor.start();
  other = await Corridor.start({ beside: corridor });
}

test('a call within the grace ends as it would have', async () => {
  await startTwo();
  const account = other!.account();
  const answer = await stream(account.at(corridor), '@sandbox chunks=10 chunk_delay_ms=30');
  await corridor.shutDown(20_000);
  expect(await answer.text()).toMatch(/data: \[DONE\]\n\n$/);
  expect(await account.settled(1)).toMatchObject([{ endReason: 'complete' }]);
});

test('past the grace the call is cut with a typed error and billed for what was delivered', async () => {
  await startTwo();
  const account = other!.account({ concurrency: 5 });
  const here = account.at(corridor);
  const answer = await stream(here, '@sandbox chunks=5 chunk_delay_ms=60000');
  const waiting = here.post('/v1/chat/completions', { model: 'chat', messages: say('x', '@sandbox delay_ms=60000') });
  await until(async () => (await account.state()).slots === 2, 'two calls to run');
  await corridor.shutDown(50);
  const text = await answer.text();
  expect(text).toContain('"code":"shutting_down"');
  expect(text).not.toContain('[DONE]');
  const refused = await waiting;
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  const events = await account.settled(2);
  for (const event of events) {
    const delivered = await account.delivered(event);
    expect(event.endReason).toBe('shutdown');
    expect(event.charge).toBe(event.stream ? account.chargeOf(delivered) : '0');
  }
  const charges = events.map((event) => event.charge);
  expect(await account.state()).toMatchObject({
    held: '0',
    slots: 0,
    pending: charges.find((charge) => charge !== '0'),
  });
});

test('a drained call of a caller that left is cut too', async () => {
  await startTwo();
  const account = other!.account({ clientGonePolicy: 'drain' });
  const controller = new AbortController();
  const answer = await fetch(`${corridor.url}/v1/chat/completions`, {
    method: 'POST',
    signal: controller.signal,
    headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'chat', stream: true, messages: say('x', '@sandbox chunks=5 chunk_delay_ms=60000') }),
  });
  expect(answer.status).toBe(200);
  controller.abort();
  await corridor.shutDown(50);
  const [event] = await account.settled(1);
  expect(event).toMatchObject({ endReason: 'shutdown', charge: account.chargeOf(await account.delivered(event!)) });
});

test('an idle gateway ends at once and takes its heartbeat along', async () => {
  await startTwo();
  const { redis, keys } = other!;
  expect(await redis.hlen(keys.beats())).toBe(2);
  await corridor.shutDown(20_000);
  expect(await redis.hlen(keys.beats())).toBe(1);
});
