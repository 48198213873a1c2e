/** Bad input: each a documented 4xx or a clean end, never a 5xx, a hang or a stack trace, and never a charge. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { generateKey } from '@turnpike/domain/key-format';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Account, BODY_LIMIT_BYTES, Corridor, faultsIn, say } from './corridor.fixture.js';
import { until } from '@turnpike/testing/until';

let corridor: Corridor;
let account: Account;
beforeAll(async () => {
  corridor = await Corridor.start();
  account = corridor.account();
});
afterAll(() => corridor.stop());
afterEach(async () => {
  expect(faultsIn(corridor)).toEqual([]);
  expect(corridor.path.stats().openCalls).toBe(0);
  expect((await account.state()).held).toBe('0');
});

const HELLO = { model: 'chat', messages: say('hello') };

interface RawAnswer {
  status: number;
  text: string;
  /** Whether the server closed the connection by itself. */
  closed: boolean;
}

/** Writes bytes to a bare socket and gives the first answer as soon as its end is there, or the close. */
async function raw(...pieces: (string | Buffer)[]): Promise<RawAnswer> {
  const socket = connect(Number(new URL(corridor.url).port), '127.0.0.1');
  let text = '';
  let closed = false;
  socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
  socket.on('close', () => (closed = true)).on('error', () => undefined);
  await once(socket, 'connect');
  for (const piece of pieces) socket.write(piece);
  await until(() => closed || isWhole(text), 'an answer');
  socket.destroy();
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text, closed };
}

function isWhole(text: string): boolean {
  const [head, body] = text.split(/\r\n\r\n(.*)/s);
  const length = Number(/content-length: (\d+)/i.exec(head ?? '')?.[1]);
  return body !== undefined && (length >= 0 ? body.length >= length : body.endsWith('0\r\n\r\n'));
}

async function refusal(answer: Response) {
  const text = await answer.text();
  expect(text).not.toMatch(/\bat .*\.(ts|js):\d+/);
  const { error } = JSON.parse(text) as { error: { code: string; param: string | null; message: string } };
  expect(answer.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
  return { status: answer.status, code: error.code, param: error.param, message: error.message };
}

describe('bodies', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  test.each([
    ['no JSON', '{"model":', 400, 'invalid_json', null],
    ['an empty body', '', 400, 'invalid_json', null],
    ['an array', '[]', 400, 'invalid_json', null],
    ['null', 'null', 400, 'invalid_json', null],
    ['a text', '"chat"', 400, 'invalid_json', null],
    [
      'endless nesting',
      `{"model":"chat","messages":[{"role":"user","content":${deep}}],"service_tier":"x"}`,
      400,
      'invalid_json',
      null,
    ],
    ['no model', { messages: say('x') }, 400, 'invalid_parameter', 'model'],
    ['an empty model', { ...HELLO, model: '' }, 400, 'invalid_parameter', 'model'],
    ['a model of another type', { ...HELLO, model: 7 }, 400, 'invalid_parameter', 'model'],
    ['a long model', { ...HELLO, model: 'm'.repeat(300) }, 400, 'invalid_parameter', 'model'],
    ['an unknown model', { ...HELLO, model: 'gpt-9' }, 404, 'model_not_found', 'model'],
    ['a model that is text of another world', { ...HELLO, model: '\u0000\ud800' }, 404, 'model_not_found', 'model'],
    ['a prototype’s name', { ...HELLO, model: '__proto__' }, 404, 'model_not_found', 'model'],
    ['no messages', { model: 'chat' }, 400, 'invalid_parameter', 'messages'],
    ['empty messages', { model: 'chat', messages: [] }, 400, 'invalid_parameter', 'messages'],
    ['a message without role', { model: 'chat', messages: [{}] }, 400, 'invalid_parameter', 'messages[0].role'],
    ['negative max_tokens', { ...HELLO, max_tokens: -1 }, 400, 'invalid_parameter', 'max_tokens'],
    ['zero max_tokens', { ...HELLO, max_tokens: 0 }, 400, 'invalid_parameter', 'max_tokens'],
    ['absurd max_tokens', { ...HELLO, max_tokens: 1e300 }, 400, 'invalid_parameter', 'max_tokens'],
    ['half a token', { ...HELLO, max_completion_tokens: 0.5 }, 400, 'invalid_parameter', 'max_completion_tokens'],
    ['a thousand choices', { ...HELLO, n: 1000 }, 400, 'invalid_parameter', 'n'],
    ['stream as text', { ...HELLO, stream: 'true' }, 400, 'invalid_parameter', 'stream'],
    ['stream options as list', { ...HELLO, stream_options: [] }, 400, 'invalid_parameter', 'stream_options'],
  ])('%s', async (_what, body, status, code, param) => {
    expect(await refusal(await account.post('/v1/chat/completions', body))).toMatchObject({ status, code, param });
  });

  test('a doubled key, in whatever case, can not ask for more than is held for', async () => {
    const twice =
      '{"model":"nothing","model":"chat","MODEL":"x","messages":[{"role":"user","content":"hi"}],"n":1,"n":2}';
    const answer = await account.post('/v1/chat/completions', twice);
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { choices: unknown[] }).choices).toHaveLength(2);
  });

  test('invalid UTF-8 is refused, not mended', async () => {
    const bytes = Buffer.concat([Buffer.from('{"model":"ch'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('at"}')]);
    const answer = await fetch(`${corridor.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
      body: bytes,
    });
    expect(await refusal(answer)).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  test.each(['text/plain', 'application/jsonx', 'multipart/form-data; boundary=x', ''])(
    'content type "%s"',
    async (type) => {
      const answer = await account.post('/v1/chat/completions', HELLO, { 'content-type': type });
      expect(await refusal(answer)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );

  test.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.api+json'])(
    'content type "%s"',
    async (type) => {
      expect((await account.post('/v1/chat/completions', HELLO, { 'content-type': type })).status).toBe(200);
    },
  );

  test('an end user’s name that no database could keep does not make the call unbillable', async () => {
    const own = corridor.account();
    const user = `\u0000${'a'.repeat(254)}\ud83d\ude00`;
    expect((await own.post('/v1/chat/completions', { ...HELLO, user })).status).toBe(200);
    const [event] = await own.settled(1);
    expect(event?.endUser).toBe(`\ufffd${'a'.repeat(254)}\ufffd`);
  });

  test.each([
    ['no input', { model: 'embedding' }],
    ['an empty text', { model: 'embedding', input: '' }],
    ['an empty list', { model: 'embedding', input: [] }],
    ['a mixed list', { model: 'embedding', input: ['a', 1] }],
    ['negative tokens', { model: 'embedding', input: [-1] }],
  ])('embeddings: %s', async (_what, body) => {
    const refused = await refusal(await account.post('/v1/embeddings', body));
    expect(refused).toMatchObject({ status: 400, code: 'invalid_parameter' });
    expect(refused.param).toMatch(/^input(\[0\])?$/);
  });
});

describe('sizes', () => {
  const head = (more: string, key = account.key) =>
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n${more}\r\n`;

  test('a declared size over the limit is refused before a byte is read', async () => {
    const answer = await raw(head(`content-length: ${BODY_LIMIT_BYTES + 1}\r\n`));
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('payload_too_large');
    expect(answer.text).toMatch(/connection: close/i);
  });

  test('an undeclared one as soon as it is over', async () => {
    const piece = Buffer.alloc(64 * 1024, 0x20);
    const chunk = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
    const answer = await raw(head('transfer-encoding: chunked\r\n'), ...Array.from({ length: 6 }, () => chunk));
    expect(answer.status).toBe(413);
  });

  test('a body of exactly the limit is read', async () => {
    const json = JSON.stringify(HELLO);
    const answer = await account.post('/v1/chat/completions', json + ' '.repeat(BODY_LIMIT_BYTES - json.length));
    expect(answer.status).toBe(200);
  });

  test('a stranger’s upload is not read: the answer comes first, then the connection closes', async () => {
    const socket = connect(Number(new URL(corridor.url).port), '127.0.0.1');
    let text = '';
    let closed = false;
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
    socket.on('close', () => (closed = true)).on('error', () => undefined);
    await once(socket, 'connect');
    const before = process.memoryUsage().arrayBuffers;
    socket.write(head('content-length: 1000000000\r\n', 'tp_live_wrong'));
    const piece = Buffer.alloc(1024 * 1024);
    let written = 0;
    const pump = () => {
      while (!closed && written < 200 && socket.write(piece)) written += 1;
    };
    socket.on('drain', pump);
    pump();
    await until(() => closed, 'the connection to be closed');
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
    expect(text).toContain('invalid_api_key');
    expect(text).toMatch(/connection: close/i);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
    const records = await corridor.records(account.tenantId);
    expect(records.filter((record) => record.status === 401)).toEqual([]);
  });

  test('a small refused body does not cost the connection', async () => {
    const socket = connect(Number(new URL(corridor.url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (bytes: Buffer) => (text += bytes.toString())).on('error', () => undefined);
    await once(socket, 'connect');
    for (const count of [1, 2, 3]) {
      socket.write(`${head('content-length: 17\r\n', 'tp_live_wrong')}{"model":"chat"} `);
      await until(() => text.split('HTTP/1.1 401').length === count + 1, `answer ${count}`);
    }
    expect(text).not.toMatch(/connection: close/i);
    socket.destroy();
  });

  test('header bomb: 431', async () => {
    const answer = await raw(head(`x-bomb: ${'b'.repeat(40_000)}\r\n`));
    expect(answer.status).toBe(431);
    expect(answer.text).toContain('headers_too_large');
  });

  test('what is no HTTP gets a 400', async () => {
    expect((await raw('EHLO example.org\r\n\r\n')).status).toBe(400);
    expect((await raw(head('content-length: 5\r\ntransfer-encoding: chunked\r\n'))).status).toBe(400);
    expect((await raw(head('content-length: -5\r\n'))).status).toBe(400);
  });
});

describe('callers', () => {
  const call = (authorization?: string) =>
    fetch(`${corridor.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      body: JSON.stringify(HELLO),
    });

  test.each([
    ['none', () => undefined, 'missing_api_key'],
    ['an empty one', () => 'Bearer ', 'missing_api_key'],
    ['another scheme', () => `Basic ${account.key}`, 'missing_api_key'],
    ['two in one', () => `Bearer ${account.key} ${account.key}`, 'missing_api_key'],
    ['a truncated one', () => `Bearer ${account.key.slice(0, -1)}`, 'invalid_api_key'],
    [
      'a mistyped one',
      () => `Bearer ${account.key.slice(0, -1)}${account.key.endsWith('A') ? 'B' : 'A'}`,
      'invalid_api_key',
    ],
    ['a forged one', () => `Bearer ${generateKey('tp', 'live')}`, 'invalid_api_key'],
    ['SQL', () => "Bearer tp_live_'OR'1'='1", 'invalid_api_key'],
    ['a very long one', () => `Bearer ${'k'.repeat(8_000)}`, 'invalid_api_key'],
  ])('key: %s', async (_what, authorization, code) => {
    expect(await refusal(await call(authorization()))).toMatchObject({ status: 401, code });
  });

  test('the scheme’s case does not matter', async () => {
    expect((await call(`bearer ${account.key}`)).status).toBe(200);
  });

  test.each([
    ['disabled', { keyState: 'disabled' as const }, 401, 'revoked_api_key'],
    ['revoked', { keyState: 'revoked' as const }, 401, 'revoked_api_key'],
    ['expired', { keyExpiresAtMs: 1 }, 401, 'revoked_api_key'],
    ['of a suspended tenant', { tenantStatus: 'suspended' as const }, 403, 'tenant_suspended'],
    ['without subscription', { subscriptions: [] }, 403, 'no_subscription'],
  ])('a key that is %s', async (_what, change, status, code) => {
    const own = corridor.account();
    const caller = corridor.stores.callersByKey.get(own.key)!;
    corridor.stores.callersByKey.set(own.key, { ...caller, ...change });
    expect(await refusal(await own.post('/v1/chat/completions', HELLO))).toMatchObject({ status, code });
    expect(await refusal(await own.get('/v1/models'))).toMatchObject({ status, code });
  });

  test('a product without the operation, and a model of another product', async () => {
    const own = corridor.account({ operations: ['embeddings'], models: ['embedding'] });
    expect(await refusal(await own.post('/v1/chat/completions', HELLO))).toMatchObject({
      status: 403,
      code: 'no_subscription',
    });
    const other = await own.post('/v1/embeddings', { model: 'chat', input: 'x' });
    expect(await refusal(other)).toMatchObject({ status: 404, code: 'model_not_found' });
  });

  test('a caller store that is away refuses with 503, not with 401', async () => {
    const find = corridor.stores.callers.find.bind(corridor.stores.callers);
    corridor.stores.callers.find = () => Promise.reject(new Error('away'));
    const answer = await account.post('/v1/chat/completions', HELLO);
    corridor.stores.callers.find = find;
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await refusal(answer)).toMatchObject({ status: 503, code: 'store_unavailable' });
  });

  test('before the first catalogue: 503', async () => {
    const current = corridor.stores.catalogueStore.current.bind(corridor.stores.catalogueStore);
    corridor.stores.catalogueStore.current = () => null;
    const answers = [await account.post('/v1/chat/completions', HELLO), await account.get('/v1/models')];
    corridor.stores.catalogueStore.current = current;
    for (const answer of answers) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await refusal(answer)).toMatchObject({ status: 503, code: 'store_unavailable' });
    }
  });
});

describe('addresses', () => {
  test.each([
    ['GET', '/v1/chat/completions', 405, 'method_not_allowed', 'POST'],
    ['PUT', '/v1/embeddings', 405, 'method_not_allowed', 'POST'],
    ['POST', '/v1/models', 405, 'method_not_allowed', 'GET'],
    ['DELETE', '/v1/models/chat', 405, 'method_not_allowed', 'GET'],
    ['GET', '/v1/nothing', 404, 'not_found', null],
    ['POST', '/v1', 404, 'not_found', null],
    ['GET', '/v1/models/a/b', 404, 'not_found', null],
    ['GET', `/v1/models/${'m'.repeat(301)}`, 400, 'invalid_parameter', null],
    ['GET', '/v1/models/%ff', 400, 'invalid_parameter', null],
    ['GET', '/v1/../v1/nothing', 404, 'not_found', null],
    ['PROPFIND', '/v1/models', 404, 'not_found', null],
  ])('%s %s', async (method, path, status, code, allow) => {
    const answer = await fetch(corridor.url + path, { method, headers: { authorization: `Bearer ${account.key}` } });
    expect(answer.headers.get('allow')).toBe(allow);
    expect(await refusal(answer)).toMatchObject({ status, code });
  });

  test('HEAD answers without a body', async () => {
    const known = await fetch(`${corridor.url}/v1/models`, { method: 'HEAD' });
    expect([known.status, known.headers.get('allow'), await known.text()]).toEqual([405, 'GET', '']);
    expect((await fetch(`${corridor.url}/v1/nothing`, { method: 'HEAD' })).status).toBe(404);
  });

  test('a trailing slash and a query change nothing', async () => {
    expect((await account.post('/v1/chat/completions/?api-version=1', HELLO)).status).toBe(200);
  });
});
