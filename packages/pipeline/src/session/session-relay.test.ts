/** A session between two ends in memory: what it tells whom, and what it comes to. */
import type { LinkEnd, LinkListener, MessageLink } from '@turnpike/egress/message-link';
import { realtime } from '@turnpike/endpoints/realtime/realtime.operation';
import { findAdapter, loadAdapter } from '@turnpike/providers/adapter-registry';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  arrivalOf,
  callerOf,
  entitlementOf,
  guardedOf,
  MemoryExchange,
  OPTIONS,
  targetOf,
} from '../../test/ticket.fixture.js';
import type { Relayed } from '../relay/relayed.js';
import type { PipelineServices } from '../services.js';
import type { Dispatched } from '../tickets.js';
import { relaySession } from './session-relay.js';

/** An end whose other side is this test. */
class MemoryLink implements MessageLink {
  readonly sent: string[] = [];
  closed: [code: number, reason: string] | null = null;
  isPaused = true;
  /** Whether it takes more at once. */
  takes = true;
  drain: () => void = () => undefined;
  private listener: LinkListener | null = null;

  first = () => Promise.reject(new Error('nobody waits for the first'));

  listen(listener: LinkListener): void {
    this.listener = listener;
    this.isPaused = false;
  }

  send(text: Buffer | string): boolean {
    this.sent.push(text.toString());
    return this.takes;
  }

  onDrain(listener: () => void): void {
    this.drain = listener;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(code: number, reason: string): void {
    this.closed ??= [code, reason];
  }

  says(message: object | string): void {
    this.listener?.onMessage(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));
  }

  ends(kind: LinkEnd['kind'], code = 1006, reason = ''): void {
    this.listener?.onEnd({ kind, code, reason });
  }

  get errors(): (string | undefined)[] {
    return this.sent.map((text) => (JSON.parse(text) as { error?: { code: string } }).error?.code);
  }
}

const CALLER = callerOf({ billingMode: 'postpaid' });
let client: MemoryLink;
let upstream: MemoryLink;
let faults: unknown[];

beforeAll(() => loadAdapter('openai-compatible'));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  client = new MemoryLink();
  upstream = new MemoryLink();
  faults = [];
});
afterEach(() => {
  vi.useRealTimers();
});

function start(): Promise<Relayed> {
  const exchange = Object.assign(new MemoryExchange(), { accept: () => client });
  const entitlement = entitlementOf();
  const caller = { ...CALLER, subscriptions: [entitlement.subscription] };
  const guarded = guardedOf({ entitlement, caller, arrival: arrivalOf({ operation: realtime, exchange }) });
  const dispatched = {
    reply: { standings: [] },
    limits: { checks: [], sources: [] },
    attempts: [],
    droppedHints: [],
    hold: 0n,
  };
  const target = targetOf({ upstreamModel: 'upstream-name' });
  const ticket = { ...guarded, ...dispatched, target, openCall: {} } as unknown as Dispatched;
  const services = {
    options: OPTIONS,
    callers: { find: () => caller },
    findAdapter,
    onFault: (cause: unknown) => faults.push(cause),
  } as unknown as PipelineServices;
  return relaySession(services, ticket, { link: upstream, session: realtime.session });
}

const CREATED = { type: 'response.created', response: { id: 'resp_1' } };
const PIECE = { type: 'response.output_text.delta', response_id: 'resp_1', delta: 'x' };
const DONE = { type: 'response.done', response: { id: 'resp_1', usage: { input_tokens: 4, output_tokens: 6 } } };

test('messages pass as they are, both ways, each at the pace of its reader', async () => {
  const relayed = start();
  upstream.says('{ "type": "session.created" }');
  expect(client.sent).toEqual(['{ "type": "session.created" }']);
  client.takes = false;
  upstream.says(CREATED);
  expect(upstream.isPaused).toBe(true);
  client.drain();
  expect(upstream.isPaused).toBe(false);
  upstream.takes = false;
  client.says('not even JSON');
  expect([upstream.sent, client.isPaused]).toEqual([['not even JSON'], true]);
  upstream.drain();
  expect(client.isPaused).toBe(false);
  upstream.says(DONE);
  client.ends('closed', 1000);
  expect((await relayed).reading).toMatchObject({ status: 101, endReason: 'complete', source: 'provider' });
});

test('a session lasts an hour', async () => {
  const relayed = start();
  await vi.advanceTimersByTimeAsync(60 * 60 * 1000 - 1_000);
  expect(client.sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  const { reading, errorCode, finish } = await relayed;
  expect([reading.endReason, errorCode, client.errors]).toEqual(['complete', 'session_expired', ['session_expired']]);
  expect(reading.usage.seconds).toBe('3600');
  expect([upstream.closed, client.closed]).toEqual([[1000, ''], null]);
  finish({ charge: '0', parts: [], cost: '0', costCurrency: null });
  expect(client.closed).toEqual([1000, 'session_expired']);
});

test('an answer under way is asked to stop, and billed by its report', async () => {
  const relayed = start();
  upstream.says(CREATED);
  upstream.says(PIECE);
  client.ends('lost');
  expect(upstream.sent).toEqual(['{"type":"response.cancel"}']);
  upstream.says(PIECE);
  upstream.says(DONE);
  const { reading, clientGone } = await relayed;
  expect(reading).toMatchObject({ endReason: 'client_gone', source: 'provider', usage: { inputTokens: 4, outputTokens: 6 } }); // prettier-ignore
  expect([clientGone, client.sent.length]).toEqual(['cancel', 2]);
});

test('one that does not stop is waited for a second, and counted', async () => {
  const relayed = start();
  upstream.says(CREATED);
  upstream.says(PIECE);
  client.ends('closed', 1001);
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await relayed).reading).toMatchObject({ source: 'estimated', usage: { inputTokens: 0, outputTokens: 1 } });
});

test.each<[kind: LinkEnd['kind'], code: number, endReason: string, told: string[], closed: [number, string]]>([
  ['closed', 1000, 'complete', [], [1000, 'bye']],
  ['closed', 1001, 'upstream_cut', ['upstream_interrupted'], [1011, 'upstream_interrupted']],
  ['lost', 1006, 'upstream_cut', ['upstream_interrupted'], [1011, 'upstream_interrupted']],
  ['too_large', 1009, 'upstream_cut', ['upstream_interrupted'], [1011, 'upstream_interrupted']],
  ['silent', 1006, 'timeout', ['upstream_timeout'], [1011, 'upstream_timeout']],
])('a provider that ends it: %s with %i', async (kind, code, endReason, told, closed) => {
  const relayed = start();
  upstream.ends(kind, code, 'bye');
  const { reading, finish } = await relayed;
  finish({ charge: '0', parts: [], cost: '0', costCurrency: null });
  expect([reading.endReason, client.errors, client.closed]).toEqual([endReason, told, closed]);
});

test('a provider’s error passes where it is about the caller’s message, and without names', () => {
  void start();
  const error = { type: 'invalid_request_error', code: 'invalid_value', message: 'upstream-name can not', param: 'x' };
  upstream.says({ type: 'error', event_id: 'event_1', error });
  expect(client.sent.map((text) => JSON.parse(text) as unknown)).toEqual([
    { type: 'error', event_id: 'event_1', error: { ...error, message: 'm can not' } },
  ]);
});

test.each([
  ['insufficient_quota', 'insufficient_quota', 'upstream_error'],
  ['invalid_request_error', 'invalid_api_key', 'upstream_rejected_credential'],
  ['server_error', null, 'upstream_error'],
])('a provider’s %s %s is the platform’s affair', (type, code, told) => {
  void start();
  upstream.says({ type: 'error', event_id: 'event_1', error: { type, code, message: 'account of Toll Inc.' } });
  expect(client.errors).toEqual([told]);
  expect(client.sent[0]).not.toContain('Toll');
});

test('a fault of ours ends the session, and not the process', async () => {
  const relayed = start();
  vi.spyOn(client, 'send').mockImplementationOnce(() => {
    throw new Error('a defect');
  });
  upstream.says(CREATED);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([faults.length, (await relayed).errorCode]).toEqual([1, 'internal_error']);
});
