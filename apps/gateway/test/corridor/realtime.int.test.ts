/** Realtime sessions through the whole gateway: let in, relayed, metered, watched, ended, and billed to the digit. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { Decimal } from '@turnpike/domain/money';
import { ProcessStateSchema } from '@turnpike/contracts/process-state';
import { readBeats, readProcessState } from '@turnpike/limits/processes';
import { until } from '@turnpike/testing/until';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccountOptions, target } from './catalogue.fixture.js';
import { type Account, Corridor } from './corridor.fixture.js';
import { addWireModels } from './wires.fixture.js';
import { chargeOf, openAsPage, openSession, PRICES, refusedSession } from './realtime.fixture.js';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
  addWireModels(corridor);
});
afterAll(() => corridor.stop());

function accountOf(options: AccountOptions = {}): Account {
  return corridor.account({ prices: PRICES, operations: ['realtime'], ...options });
}

/** A model whose upstream name steers the sandbox's handshake. */
function steeredModel(name: string, steering: string): string {
  corridor.stores.addModel(name, [{ ...target(corridor.sandbox.baseUrl), upstreamModel: steering }]);
  return name;
}

describe('a session', () => {
  test('is billed by what the provider reported of all its answers', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    expect(session.headers).toMatchObject({ 'x-toll-model': 'chat', 'x-toll-target': 'sandbox/sandbox-upstream' });
    await session.answered('@sandbox chunks=5', 'tell me something');
    await session.answered('@sandbox chunks=3 cached_tokens=7', 'and more');
    expect(await account.state()).toMatchObject({ openHolds: 1, pending: '0' });
    await session.leave();
    const [event] = await account.settled(1);
    const delivered = await account.delivered(event!);
    expect(event).toMatchObject({
      operation: 'realtime',
      endReason: 'complete',
      usageSource: 'provider',
      status: 101,
      stream: true,
      inputTokens: delivered.promptTokens - 7,
      cachedInputTokens: 7,
      outputTokens: delivered.completionTokens,
      charge: chargeOf(event!, PRICES),
    });
    expect(delivered.completionTokens).toBeGreaterThan(0);
    expect(await account.state()).toEqual({ held: '0', pending: event?.charge, openHolds: 0, slots: 0 });
  });

  test('leaves a record of its own, with the bytes of both sides', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    await session.answered('hello');
    await session.leave();
    const [record] = await until(async () => {
      const records = await corridor.records(account.tenantId);
      return records.length > 0 && records;
    }, 'the record');
    expect(record).toMatchObject({ operation: 'realtime', status: 101, errorCode: null, model: 'chat' });
    expect(record?.detail).toMatchObject({ method: 'GET', stream: true, endReason: 'complete', clientGone: null });
    expect(record?.detail.bytesIn).toBeGreaterThan(100);
    expect(record?.detail.bytesOut).toBeGreaterThan(1_000);
    expect(record?.detail.attempts).toMatchObject([{ outcome: 'ok', status: 101 }]);
  });

  test('with sound: text and sound are billed apart', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    session.send({ type: 'response.create', response: { instructions: 'say hello' } });
    await session.heard('response.done');
    expect(session.count('response.output_audio.delta')).toBeGreaterThan(0);
    await session.leave();
    const [event] = await account.settled(1);
    expect(event?.audioOutputTokens).toBeGreaterThan(0);
    expect(event?.charge).toBe(chargeOf(event!, PRICES));
  });

  test('by the time it was open, where that is what is priced', async () => {
    const prices = { second: '0.01' };
    const account = accountOf({ prices });
    const session = await openSession(corridor, account, 'chat');
    await session.answered('hello');
    await session.leave();
    const [event] = await account.settled(1);
    expect(Number(event?.seconds)).toBeGreaterThan(0);
    expect(event?.charge).toBe(chargeOf(event!, prices));
    expect(event?.parts.map(({ unit }) => unit)).toEqual(['second']);
  });

  test('of a page: the key is among the subprotocols, and the other one is answered', async () => {
    const account = accountOf();
    const session = await openAsPage(corridor, account, 'chat');
    expect(session.socket.protocol).toBe('realtime');
    await session.leave();
    await account.settled(1);
  });

  test.each(['openai', 'azure'])('of OpenAI’s own client, over the wire of %s', async (model) => {
    const account = accountOf();
    const { port } = new URL(corridor.url);
    const client = new OpenAI({ apiKey: account.key, baseURL: `https://127.0.0.1:${port}/v1` });
    // The client insists on wss; what ends TLS in front of the gateway is left out here.
    const options = { createConnection: () => connect(Number(port), '127.0.0.1') };
    const realtime = new OpenAIRealtimeWS({ model, options }, client);
    const faults: unknown[] = [];
    realtime.on('error', (error) => faults.push(error));
    await realtime.emitted('session.created');
    const content = [{ type: 'input_text' as const, text: '@sandbox reply="as you wish"' }];
    realtime.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    realtime.send({ type: 'response.create', response: { output_modalities: ['text'] } });
    const [text, done] = await Promise.all([
      realtime.emitted('response.output_text.done'),
      realtime.emitted('response.done'),
    ]);
    expect([text.text, done.response.status]).toEqual(['as you wish', 'completed']);
    realtime.close();
    await account.settled(1);
    expect(faults).toEqual([]);
  });

  test('a test key costs nothing', async () => {
    const account = accountOf({ environment: 'test', posted: '0' });
    const session = await openSession(corridor, account, 'chat');
    await session.answered('hello');
    await session.leave();
    expect(await account.settled(1)).toMatchObject([{ environment: 'test', charge: '0' }]);
  });
});

describe('a handshake is refused as a request', () => {
  test.each<[what: string, status: number, code: string, query: string, options: AccountOptions]>([
    ['a model that is not there', 404, 'model_not_found', '?model=nobody', {}],
    ['no model', 400, 'invalid_parameter', '', {}],
    ['a kind of session that is not priced here', 400, 'unsupported_parameter', '?intent=transcription', {}],
    ['no subscription', 403, 'no_subscription', '?model=chat', { operations: ['chat.completions'] }],
    ['no balance', 402, 'insufficient_quota', '?model=chat', { posted: '0.001' }],
    ['no price', 503, 'price_unknown', '?model=chat', { prices: { image: '1' } }],
    ['no target', 503, 'no_target', '?model=homeless', {}],
    ['no provider that answers', 502, 'upstream_error', '?model=unreachable', {}],
  ])('%s', async (_what, status, code, query, options) => {
    const account = accountOf(options);
    const refused = await refusedSession(corridor, query, account.key);
    expect(refused).toMatchObject({ status, body: { error: { code } } });
    expect(refused.headers['x-request-id']).toMatch(/^req_/);
    expect(await account.state()).toMatchObject({ held: '0', pending: '0', openHolds: 0, slots: 0 });
  });

  test('no key, and a wrong one', async () => {
    expect(await refusedSession(corridor, '?model=chat')).toMatchObject({ status: 401 });
    expect(await refusedSession(corridor, '?model=chat', 'tp_live_nonsense')).toMatchObject({ status: 401 });
  });

  test('more at once than the plan allows', async () => {
    const account = accountOf({ concurrency: 1 });
    const session = await openSession(corridor, account, 'chat');
    const refused = await refusedSession(corridor, '?model=chat', account.key);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'concurrency_limit_exceeded' } } });
    expect(refused.headers['retry-after']).toBe('1');
    await session.leave();
    await account.settled(1);
    await (await openSession(corridor, account, 'chat')).leave();
  });

  test('a request that is no handshake', async () => {
    const account = accountOf();
    const response = await account.get('/v1/realtime?model=chat');
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket']);
    expect(await response.json()).toMatchObject({ error: { code: 'upgrade_required' } });
  });

  test.each([
    ['GET /v1/realtime?model=chat', 'sec-websocket-version: 12', 400],
    ['GET /v1/nothing', 'sec-websocket-version: 13', 404],
  ])('%s with %s', async (line, header, status) => {
    const { port } = new URL(corridor.url);
    const socket = connect(Number(port), '127.0.0.1');
    const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==';
    socket.write(
      `${line} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n${key}\r\n${header}\r\n\r\n`,
    );
    let text = '';
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await once(socket, 'end');
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test.each([
    ['401', 502, 'upstream_rejected_credential'],
    ['503', 502, 'upstream_error'],
    ['429', 502, 'upstream_error'],
    ['400', 400, 'invalid_parameter'],
  ])('a provider that refuses it with %s', async (upstream, status, code) => {
    const account = accountOf({ models: [steeredModel(`refused-${upstream}`, `@sandbox status=${upstream}`)] });
    const refused = await refusedSession(corridor, `?model=refused-${upstream}`, account.key);
    expect(refused).toMatchObject({ status, body: { error: { code } } });
    expect(await account.settled(1)).toMatchObject([{ charge: '0', usageSource: 'none' }]);
  });

  test('the next target is asked where the first can’t be reached', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'two-homes');
    expect(session.headers['x-toll-attempts']).toBe('2');
    await session.leave();
    await account.settled(1);
  });
});

describe('what is not well', () => {
  test('JSON that is none is the provider’s to refuse, and the session goes on', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    session.send('{"type":');
    await session.heard('error');
    await session.answered('hello');
    await session.leave();
    await account.settled(1);
    expect(session.errorCodes()).toEqual(['invalid_json']);
  });

  test('a binary message ends it', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    session.send(Buffer.from('{}'));
    expect(await session.closed()).toBe(1003);
    expect(await account.settled(1)).toMatchObject([{ endReason: 'complete', usageSource: 'provider' }]);
  });

  test('a message over the bound ends it', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    session.send(Buffer.alloc(15 * 1024 * 1024 + 1, 'x').toString());
    expect([1006, 1009]).toContain(await session.closed());
    await account.settled(1);
    const [record] = await until(async () => {
      const records = await corridor.records(account.tenantId);
      return records.length > 0 && records;
    }, 'the record');
    expect(record?.errorCode).toBe('payload_too_large');
  });

  test.each([
    ['garbage=json', 'upstream_error', 'upstream_error'],
    ['garbage=content_type', 'upstream_error', 'upstream_error'],
    ['garbage=gzip', 'upstream_error', 'upstream_error'],
    ['cut_after=2 chunks=5', 'upstream_interrupted', 'upstream_cut'],
  ])('a provider’s %s ends it, and is no output', async (steering, code, endReason) => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    session.ask(`@sandbox ${steering}`);
    expect(await session.closed()).toBe(1011);
    expect(session.errorCodes()).toEqual([code]);
    const [event] = await account.settled(1);
    const pieces = session.count('response.output_text.delta');
    expect(event).toMatchObject({ endReason, outputTokens: pieces, charge: chargeOf(event!, PRICES) });
  });

  test('a caller that is gone in the middle of an answer pays for what the provider says it made', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    session.ask('@sandbox chunks=100 chunk_delay_ms=20', 'a long story');
    await session.heard('response.output_text.delta');
    session.socket.terminate();
    const [event] = await account.settled(1);
    const delivered = await account.delivered(event!);
    expect(event).toMatchObject({
      endReason: 'client_gone',
      usageSource: 'provider',
      outputTokens: delivered.completionTokens,
      charge: chargeOf(event!, PRICES),
    });
    expect(delivered.completionTokens).toBeGreaterThan(0);
    expect(delivered.deliveredChunks).toBeLessThan(100);
  });

  test('a provider that never reports is counted, and marked', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    await session.answered('@sandbox omit_usage=true chunks=4');
    await session.leave();
    const [event] = await account.settled(1);
    expect(event).toMatchObject({ usageSource: 'estimated', outputTokens: 4, charge: chargeOf(event!, PRICES) });
  });
});

describe('while it runs', () => {
  test('a caller that does not read holds the provider back, not the gateway’s memory', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    const before = process.memoryUsage().arrayBuffers;
    session.socket.pause();
    // Some 60 MB of sound: Linux may let the sockets of both sides keep forty.
    const pieces = 1600;
    const content = [{ type: 'input_text', text: `@sandbox chunks=${String(pieces)} reply="${'word '.repeat(800)}"` }];
    session.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    session.send({ type: 'response.create' });
    let last = 0;
    await until(async () => {
      const now = (await corridor.sandbox.delivered(session.requestId))?.deliveredChunks ?? 0;
      const stands = now > 0 && now === last;
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return stands;
    }, 'the provider to wait');
    expect(last).toBeLessThan(pieces);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(12 * 1024 * 1024);
    session.socket.resume();
    await session.heard('response.done');
    expect(session.count('response.output_audio.delta')).toBe(pieces);
    await session.leave();
    expect(await account.settled(1)).toMatchObject([{ endReason: 'complete', usageSource: 'provider' }]);
  });

  test('heartbeats say what it used, for whoever bills it should this process die', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    await session.answered('@sandbox prompt_tokens=70 completion_tokens=9');
    const delivered = await until(async () => {
      const { beats } = await readBeats(corridor);
      const states = await Promise.all([...beats.keys()].map((incarnation) => readProcessState(corridor, incarnation)));
      const calls = states.flatMap((state) =>
        Object.values(ProcessStateSchema.parse(JSON.parse(state ?? '{}')).delivered),
      );
      return calls.find(({ inputTokens }) => inputTokens === 70) ?? null;
    }, 'the heartbeat');
    expect(delivered).toMatchObject({ outputTokens: 9, seconds: '0', servedModel: 'sandbox-upstream', attempts: 1 });
    await session.leave();
    await account.settled(1);
  });

  test('the balance runs out: cut, told, and never below zero', async () => {
    // A minute and an answer are 0.8792 of it; after the first answer 0.03 are left, which is no part worth holding.
    const posted = '0.9';
    const account = accountOf({ posted, prices: { input_token: '0.0001', output_token: '0.0001' } });
    const session = await openSession(corridor, account, 'chat');
    await session.answered('@sandbox prompt_tokens=8700 chunks=2 reply="so be it"');
    session.ask(`@sandbox chunks=900 chunk_delay_ms=2 reply="${'word '.repeat(900)}"`);
    expect(await session.closed()).toBe(1008);
    expect(session.errorCodes()).toEqual(['balance_exhausted']);
    const pieces = session.count('response.output_text.delta');
    expect([pieces > 50, pieces < 300]).toEqual([true, true]);
    const [event] = await account.settled(1);
    expect(event).toMatchObject({ endReason: 'balance_exhausted', usageSource: 'provider' });
    const { pending, held } = await account.state();
    expect(held).toBe('0');
    expect(new Decimal(posted).minus(pending).isNegative()).toBe(false);
  });

  test('the key is revoked: noticed within about a second', async () => {
    const account = accountOf();
    const session = await openSession(corridor, account, 'chat');
    await session.answered('hello');
    const caller = corridor.stores.callersByKey.get(account.key)!;
    corridor.stores.callersByKey.set(account.key, { ...caller, keyState: 'revoked' });
    expect(await session.closed()).toBe(1008);
    expect(session.errorCodes()).toEqual(['revoked_api_key']);
    const [event] = await account.settled(1);
    expect(event).toMatchObject({ endReason: 'complete', usageSource: 'provider' });
  });

  test('the gateway ends: told, closed, and settled first', async () => {
    const other = await Corridor.start({ beside: corridor });
    try {
      const account = accountOf();
      const session = await openSession(other, account, 'chat');
      await session.answered('hello');
      await other.shutDown(50);
      expect(await session.closed()).toBe(1012);
      expect(session.errorCodes()).toEqual(['shutting_down']);
      const [event] = await account.settled(1);
      expect(event).toMatchObject({ endReason: 'shutdown', usageSource: 'provider', charge: chargeOf(event!, PRICES) });
    } finally {
      await other.stop();
    }
  });
});
