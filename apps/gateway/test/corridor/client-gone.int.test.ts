/** A caller that leaves: the product's policy decides, and either way the bill is what the sandbox says it delivered. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { KeptAnswer } from '@turnpike/pipeline/services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, Corridor, say } from './corridor.fixture.js';
import { until } from '@turnpike/testing/until';

let corridor: Corridor;
const kept: KeptAnswer[] = [];
beforeAll(async () => {
  const conversations = {
    recall: () => Promise.resolve(null),
    remember: (answer: KeptAnswer) => void kept.push(answer),
  };
  corridor = await Corridor.start({ parts: { conversations } });
});
afterAll(() => corridor.stop());

const STREAMS = 3;

/** A call on a bare socket, which can leave whenever it wants. */
async function open(
  account: Account,
  body: object,
  path = '/v1/chat/completions',
): Promise<{ socket: Socket; seen: () => string }> {
  const { port } = new URL(corridor.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
  socket.on('error', () => undefined);
  const json = JSON.stringify(body);
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${account.key}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
  return { socket, seen: () => text };
}

test('trap: drain: the provider is read to its usage, and the whole answer is billed (litellm#33736, new-api#7062 #4463, higress#2482)', async () => {
  const account = corridor.account({ clientGonePolicy: 'drain' });
  const messages = say('x', '@sandbox chunks=12 chunk_delay_ms=30');
  const { socket, seen } = await open(account, { model: 'chat', stream: true, messages });
  await until(() => seen().includes('"content":"'), 'the first content');
  socket.destroy();
  const [event] = await account.settled(1);
  const delivered = await account.delivered(event!);
  expect(delivered).toMatchObject({ ended: 'complete', deliveredChunks: 12, usageReported: true });
  expect(event).toMatchObject({
    endReason: 'client_gone',
    usageSource: 'provider',
    charge: account.chargeOf(delivered),
  });
  expect(await account.state()).toEqual({ held: '0', pending: event?.charge, openHolds: 0, slots: 0 });
  const [record] = await until(async () => {
    const records = await corridor.records(account.tenantId);
    return records.length > 0 && records;
  }, 'the record');
  expect(record?.detail).toMatchObject({ clientGone: 'drain', endReason: 'client_gone' });
});

test('trap: cancel: the provider is stopped, and what was delivered is billed (litellm PR#30630, #17364, apisix PR#13254)', async () => {
  const account = corridor.account({ clientGonePolicy: 'cancel', concurrency: 3 });
  const messages = say('x', '@sandbox chunks=12 chunk_delay_ms=60000');
  const { socket, seen } = await open(account, { model: 'chat', stream: true, messages });
  await until(() => seen().includes('"content":"'), 'the first content');
  expect(await account.state()).toMatchObject({ openHolds: 1, slots: 1 });
  socket.destroy();
  const [event] = await account.settled(1);
  const delivered = await account.delivered(event!);
  expect(delivered).toMatchObject({ ended: 'client_closed', deliveredChunks: 1 });
  expect(event).toMatchObject({
    endReason: 'client_gone',
    usageSource: 'estimated',
    charge: account.chargeOf(delivered),
  });
  expect(await account.state()).toEqual({ held: '0', pending: event?.charge, openHolds: 0, slots: 0 });
});

test.each(['plain', 'stream'])('cancel before the first byte, %s: nothing delivered, nothing billed', async (kind) => {
  const account = corridor.account({ clientGonePolicy: 'cancel' });
  const messages = say('x', '@sandbox delay_ms=60000');
  const { socket } = await open(account, { model: 'chat', stream: kind === 'stream', messages });
  await until(async () => (await account.state()).openHolds === 1, 'the hold');
  socket.destroy();
  const [event] = await account.settled(1);
  expect(event).toMatchObject({ endReason: 'client_gone', status: 499, usageSource: 'none', charge: '0' });
});

test('trap: drain, plain: the answer nobody reads is billed (litellm#13245)', async () => {
  const account = corridor.account({ clientGonePolicy: 'drain' });
  const { socket } = await open(account, { model: 'chat', messages: say('x', '@sandbox delay_ms=1500') });
  await until(async () => (await account.state()).openHolds === 1, 'the hold');
  socket.destroy();
  const [event] = await account.settled(1);
  const delivered = await account.delivered(event!);
  expect(event).toMatchObject({
    endReason: 'client_gone',
    usageSource: 'provider',
    charge: account.chargeOf(delivered),
  });
});

describe('a response whose caller left', () => {
  const ask = async (account: Account, stream: boolean, steering: string) => {
    const { socket, seen } = await open(
      account,
      { model: 'chat', stream, input: `x\n@sandbox ${steering}` },
      '/v1/responses',
    );
    await until(
      async () => (stream ? seen().includes('output_text.delta') : (await account.state()).openHolds === 1),
      'it to begin',
    );
    socket.destroy();
    const [event] = await account.settled(1);
    return { event: event!, left: () => kept.find(({ requestId }) => requestId === event?.requestId) };
  };

  test.each([true, false])('is kept whole where it is drained, streamed: %s', async (stream) => {
    const account = corridor.account({ clientGonePolicy: 'drain' });
    const steering = stream ? 'reply="one two three" chunk_delay_ms=60' : 'reply="one two three" delay_ms=500';
    const { event, left } = await ask(account, stream, steering);
    const { response, caller } = await until(() => left() ?? null, 'the answer to be kept');
    expect(event).toMatchObject({ endReason: 'client_gone', usageSource: 'provider' });
    expect(caller.tenantId).toBe(account.tenantId);
    expect(response).toMatchObject({
      status: 'completed',
      output: [{ content: [{ text: 'one two three' }] }],
      usage: { input_tokens: event.inputTokens, output_tokens: event.outputTokens },
    });
  });

  test('is not kept where the product cancels', async () => {
    const account = corridor.account({ clientGonePolicy: 'cancel' });
    const { event, left } = await ask(account, true, 'reply="one two three" chunk_delay_ms=60000');
    expect(event.endReason).toBe('client_gone');
    // It would have been left before the record is.
    await until(async () => (await corridor.records(account.tenantId)).length > 0, 'the record');
    expect(left()).toBeUndefined();
  });
});

test('a caller that leaves in the middle of its body is not admitted', async () => {
  const account = corridor.account();
  const { port } = new URL(corridor.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${account.key}\r\n` +
      'content-type: application/json\r\ncontent-length: 5000\r\n\r\n{"model":"chat",',
  );
  await until(() => corridor.stores.asked.callers > 0, 'the gateway to know the caller');
  socket.destroy();
  const [record] = await until(async () => {
    const records = await corridor.records(account.tenantId);
    return records.length > 0 && records;
  }, 'the record');
  expect(record).toMatchObject({ status: 499, errorCode: null });
  expect(await account.events()).toEqual([]);
  expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
});

test('a caller that does not read holds the provider back, not the gateway’s memory', async () => {
  const account = corridor.account({ clientGonePolicy: 'cancel' });
  // 16 choices of 10,000 pieces: some 50 MB on the wire, more than the sockets of both sides can keep.
  const reply = JSON.stringify('lorem ipsum dolor sit amet '.repeat(4_000));
  const messages = say('x', `@sandbox chunks=10000 reply=${reply}`);
  const before = process.memoryUsage().arrayBuffers;
  const calls = await Promise.all(
    Array.from({ length: STREAMS }, async () => {
      const call = await open(account, { model: 'chat', stream: true, n: 16, messages });
      call.socket.pause();
      return call;
    }),
  );
  const delivered = async () => {
    const ids = await corridor.redis.hkeys(corridor.keys.holds(Number.parseInt(account.tenantId.slice(-2), 16)));
    const own = ids.filter((id) => id.startsWith(account.tenantId)).map((id) => id.split('/')[1]!.replaceAll('-', ''));
    const accounts = await Promise.all(own.map((id) => corridor.sandbox.delivered(`req_${id}`)));
    return accounts.map((found) => found?.deliveredChunks ?? 0);
  };
  // The sandbox writes as fast as it is read: when two looks in a row are alike, everybody waits for the callers.
  let last = '';
  await until(async () => {
    const now = (await delivered()).join();
    const stands = now === last && now.split(',').length === STREAMS && !now.split(',').includes('0');
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return stands;
  }, 'the streams to stand still');
  expect(Math.max(...last.split(',').map(Number))).toBeLessThan(160_000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(24 * 1024 * 1024);
  for (const call of calls) call.socket.destroy();
  const events = await account.settled(STREAMS);
  expect(events.every((event) => event.endReason === 'client_gone')).toBe(true);
  expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
});
