/** Calls under an idempotency key: made once, answered as often as asked, whoever listened the first time. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { shardOf } from '@turnpike/limits/keys';
import { until } from '@turnpike/testing/until';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Account, Corridor, faultsIn, HEADER_PREFIX, KEPT_LIMIT_BYTES, say } from './corridor.fixture.js';

let corridor: Corridor;
let second: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
  second = await Corridor.start({ beside: corridor });
});
afterAll(async () => {
  await second.stop();
  await corridor.stop();
});
afterEach(() => expect(faultsIn(corridor)).toEqual([]));

const CHAT = '/v1/chat/completions';
const chat = (steering: string, given: object = {}) => ({ model: 'chat', messages: say('x', steering), ...given });
const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });

async function read(response: Response) {
  const { status, headers } = response;
  return { status, headers, text: await response.text(), id: headers.get('x-request-id') ?? '' };
}

type Answer = Awaited<ReturnType<typeof read>>;

function expectReplayOf(first: Answer, again: Answer) {
  expect({ status: again.status, text: again.text }).toEqual({ status: first.status, text: first.text });
  expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(again.headers.get(`${HEADER_PREFIX}-original-request-id`)).toBe(first.id);
  expect(again.id).toMatch(/^req_/);
  expect(again.id).not.toBe(first.id);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
}

const errorOf = (text: string) => (JSON.parse(text) as { error: Record<string, unknown> }).error;

/** Between settlement and the keeping of an answer its call still runs, for whoever asks. */
function askOnceEnded(account: Account, body: object, key: string): Promise<Answer> {
  return until(async () => {
    const answer = await read(await account.post(CHAT, body, keyed(key)));
    return answer.status === 409 && errorOf(answer.text).code === 'idempotency_in_progress' ? null : answer;
  }, 'the answer to be kept');
}

/** A call on a bare socket, which can leave whenever it wants. */
async function open(account: Account, body: object, key?: string): Promise<{ socket: Socket; seen: () => string }> {
  const socket = connect(Number(new URL(corridor.url).port), '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString())).on('error', () => undefined);
  const json = JSON.stringify(body);
  socket.write(
    `POST ${CHAT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${account.key}\r\n` +
      (key === undefined ? '' : `idempotency-key: ${key}\r\n`) +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
  return { socket, seen: () => text };
}

test.each<[string, object]>([
  ['plain', chat('@sandbox reply="once"')],
  ['a stream', chat('@sandbox reply="one two three" chunks=3', { stream: true })],
  ['a failure of the provider', chat('@sandbox status=500')],
  ['a stream that is cut', chat('@sandbox chunks=6 cut_after=2', { stream: true })],
])('%s is answered again as it was, by any gateway, and charged once', async (_name, body) => {
  const given = { ...body, model: corridor.model() };
  const account = corridor.account({ concurrency: 1 });
  const headers = keyed();
  const first = await read(await account.post(CHAT, given, headers));
  const [event] = await account.settled(1);
  for (const at of [account, account.at(second)])
    expectReplayOf(first, await read(await at.post(CHAT, given, headers)));
  expect(await account.events()).toEqual([event]);
  expect(await account.state()).toEqual({ held: '0', pending: event?.charge, openHolds: 0, slots: 0 });
  const records = await until(async () => {
    const all = await corridor.records(account.tenantId);
    return all.length === 3 && all.sort((one, other) => (one.id < other.id ? -1 : 1));
  }, 'the records');
  expect(records.map(({ detail, status }) => [detail.idempotency, status])).toEqual([
    ['first', first.status],
    ['replayed', first.status],
    ['replayed', first.status],
  ]);
  expect(records[0]?.detail.bytesOut).toBe(Buffer.byteLength(first.text));
});

test('a key stands for one request: another is 422, whatever differs, and the same bytes are the same request', async () => {
  const account = corridor.account();
  const headers = keyed();
  const body = JSON.stringify(chat('@sandbox reply="one"'));
  const first = await read(await account.post(CHAT, body, headers));
  const others: [string, unknown][] = [
    [CHAT, chat('@sandbox reply="two"')],
    [`${CHAT}?a=1`, body],
    ['/v1/embeddings', { model: 'embedding', input: 'x' }],
  ];
  for (const [path, other] of others) {
    const refused = await read(await account.post(path, other, headers));
    expect(refused.status).toBe(422);
    expect(errorOf(refused.text)).toMatchObject({ code: 'idempotency_key_reused', param: 'Idempotency-Key' });
  }
  expectReplayOf(
    first,
    await read(await account.post(CHAT, body, { 'idempotency-key': `"${headers['idempotency-key']}"` })),
  );
  expect(await account.events()).toHaveLength(1);
});

test('keys are of an application and a mode', async () => {
  const headers = keyed();
  const [one, other] = [corridor.account(), corridor.account()];
  for (const account of [one, other]) {
    const { status, headers: given } = await read(await account.post(CHAT, chat('@sandbox reply="mine"'), headers));
    expect([status, given.get('idempotent-replayed')]).toEqual([200, null]);
  }
});

test.each(['', 'with space', '"unclosed', 'ü', 'x'.repeat(256)])('a key that is none is refused: %j', async (key) => {
  const account = corridor.account();
  const headers = { 'idempotency-key': Buffer.from(key).toString('latin1') };
  const refused = await read(await account.post(CHAT, chat(''), headers));
  expect(refused.status).toBe(400);
  expect(errorOf(refused.text)).toMatchObject({ code: 'invalid_parameter', param: 'Idempotency-Key' });
});

test('a look-up is repeatable by nature: the key is accepted and ignored', async () => {
  const account = corridor.account();
  for (const text of ['one', 'two and three']) {
    const counted = await account.post(
      '/v1/messages/count_tokens',
      { model: 'chat', messages: say(text) },
      keyed('same'),
    );
    expect(counted.status).toBe(200);
    expect(counted.headers.get('idempotent-replayed')).toBeNull();
  }
});

test('one that runs is 409 with the call’s id, and the answer follows for who comes back', async () => {
  const account = corridor.account();
  const headers = keyed();
  const body = chat('@sandbox delay_ms=1500 reply="late"');
  const running = account.post(CHAT, body, headers);
  await until(async () => (await account.state()).openHolds === 1, 'the hold');
  const refused = await read(await account.at(second).post(CHAT, body, headers));
  expect(refused.status).toBe(409);
  expect(refused.headers.get('retry-after')).toBe('1');
  const first = await read(await running);
  expect(errorOf(refused.text)).toMatchObject({ code: 'idempotency_in_progress', details: { requestId: first.id } });
  expectReplayOf(first, await read(await account.post(CHAT, body, headers)));
  const records = await until(async () => {
    const all = await corridor.records(account.tenantId);
    return all.length === 3 && all;
  }, 'the records');
  expect(records.map(({ detail }) => detail.idempotency).sort()).toEqual(['first', 'refused', 'replayed']);
});

test('50 at once: one is made and charged, the others wait or hear its answer', async () => {
  const account = corridor.account();
  const headers = keyed();
  const body = chat('@sandbox delay_ms=100 reply="only one"');
  const answers = await Promise.all(
    Array.from({ length: 50 }, async (_, index) =>
      read(await (index % 2 === 0 ? account : account.at(second)).post(CHAT, body, headers)),
    ),
  );
  const made = answers.filter(({ status, headers: given }) => status === 200 && !given.has('idempotent-replayed'));
  expect(made).toHaveLength(1);
  for (const { status, text } of answers) {
    expect([200, 409]).toContain(status);
    if (status === 409) expect(errorOf(text).code).toBe('idempotency_in_progress');
  }
  expect(await account.settled(1)).toHaveLength(1);
});

test('a call that is refused leaves its key free', async () => {
  const account = corridor.account({ concurrency: 1, clientGonePolicy: 'cancel' });
  const busy = await open(account, chat('@sandbox delay_ms=60000', { stream: true }));
  await until(async () => (await account.state()).openHolds === 1, 'the hold');
  const headers = keyed();
  expect((await account.post(CHAT, chat('@sandbox reply="now"'), headers)).status).toBe(429);
  busy.socket.destroy();
  await account.settled(1);
  const made = await read(await account.post(CHAT, chat('@sandbox reply="now"'), headers));
  expect([made.status, made.headers.get('idempotent-replayed')]).toEqual([200, null]);
});

describe('a caller that leaves', () => {
  test.each(['drain', 'cancel'] as const)('finds the whole stream when it asks again: %s', async (clientGonePolicy) => {
    const account = corridor.account({ clientGonePolicy });
    const key = randomUUID();
    const body = chat('@sandbox reply="a b c d e f" chunks=6 chunk_delay_ms=40', { stream: true });
    const { socket, seen } = await open(account, body, key);
    await until(() => seen().includes('"content":"'), 'the first content');
    socket.destroy();
    const [event] = await account.settled(1);
    expect(event).toMatchObject({ endReason: 'complete', usageSource: 'provider' });
    const again = await askOnceEnded(account, body, key);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.text).toMatch(/data: \[DONE\]\s*$/);
    const said = [...again.text.matchAll(/"content":"([^"]*)"/g)].map(([, piece]) => piece).join('');
    expect(said).toBe('a b c d e f');
    expect(await account.events()).toHaveLength(1);
  });

  test('and never read a byte holds nothing back', async () => {
    const account = corridor.account();
    const key = randomUUID();
    const reply = JSON.stringify('lorem ipsum '.repeat(500));
    const body = chat(`@sandbox chunks=1000 reply=${reply}`, { stream: true, n: 16 });
    const { socket } = await open(account, body, key);
    socket.pause();
    await until(async () => {
      const [field] = await corridor.redis.hkeys(corridor.keys.holds(shardOf(account.tenantId)));
      const id = field?.split('/')[1]?.replaceAll('-', '');
      return id !== undefined && ((await corridor.sandbox.delivered(`req_${id}`))?.deliveredChunks ?? 0) > 0;
    }, 'the stream to begin');
    socket.destroy();
    const [event] = await account.settled(1);
    expect(event?.endReason).toBe('complete');
    const again = await askOnceEnded(account, body, key);
    expect(errorOf(again.text)).toMatchObject({ code: 'idempotency_result_gone' });
  });
});

test('an answer beyond the size is delivered, and gone afterwards, with the call’s id', async () => {
  const account = corridor.account();
  const headers = keyed();
  const body = chat(`@sandbox reply=${JSON.stringify('x'.repeat(KEPT_LIMIT_BYTES))}`);
  const first = await read(await account.post(CHAT, body, headers));
  expect(first.status).toBe(200);
  const again = await read(await account.post(CHAT, body, headers));
  expect(again.status).toBe(409);
  expect(again.headers.get('x-should-retry')).toBe('false');
  expect(errorOf(again.text)).toMatchObject({ code: 'idempotency_result_gone', details: { requestId: first.id } });
  expect(await account.events()).toHaveLength(1);
});

test('an answer that the cache forgot is gone, and nothing is made again', async () => {
  const account = corridor.account();
  const headers = keyed();
  const body = chat('@sandbox reply="forgotten"');
  const first = await read(await account.post(CHAT, body, headers));
  const { keys, redis } = corridor;
  const [, names] = await redis.scan('0', 'MATCH', keys.answer(account.tenantId, '*'), 'COUNT', 1_000_000);
  expect(names).toHaveLength(1);
  await redis.del(...names);
  const again = await read(await account.post(CHAT, body, headers));
  expect(errorOf(again.text)).toMatchObject({ code: 'idempotency_result_gone', details: { requestId: first.id } });
  expect(await account.events()).toHaveLength(1);
});

test('a client that gave up and tries again with its key is given the first answer', async () => {
  const account = corridor.account();
  const client = new OpenAI({ apiKey: account.key, baseURL: `${corridor.url}/v1`, maxRetries: 4, timeout: 400 });
  client['idempotencyHeader'] = 'Idempotency-Key';
  const { data, response } = await client.chat.completions
    .create({ model: 'chat', messages: say('x', '@sandbox delay_ms=900 reply="patience"') })
    .withResponse();
  expect(data.choices[0]?.message.content).toBe('patience');
  expect(response.headers.get('idempotent-replayed')).toBe('true');
  expect(await account.settled(1)).toHaveLength(1);
});
