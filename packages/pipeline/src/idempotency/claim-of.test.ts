import { embeddings } from '@turnpike/endpoints/embeddings/embeddings.operation';
import { realtime } from '@turnpike/endpoints/realtime/realtime.operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { Claim } from '@turnpike/limits/claims';
import { expect, test } from 'vitest';
import { arrivalOf, callerOf, guardedOf, MemoryExchange } from '../../test/ticket.fixture.js';
import type { Understood } from '../tickets.js';
import { claimOf, claimOfDeferred, readIdempotencyKey } from './claim-of.js';

const LONG = 'x'.repeat(255);

test.each<[string | undefined, string | null]>([
  [undefined, null],
  ['8e03978e-40d5-43dd', '8e03978e-40d5-43dd'],
  ['"8e03978e-40d5-43dd"', '8e03978e-40d5-43dd'],
  ['a,b;c=d', 'a,b;c=d'],
  ['"with \\"quotes\\" and \\\\"', null],
  ['"a\\"b\\\\c"', 'a"b\\c'],
  [LONG, LONG],
  [`"${LONG}"`, LONG],
])('the key %j is %j', (sent, key) => {
  const read = readIdempotencyKey({ 'idempotency-key': sent });
  if (key === null && sent !== undefined) expect(read).toBeInstanceOf(ApiError);
  else expect(read).toBe(key);
});

test.each(['', '""', ' ', 'a b', 'a, b', '"a', '"a"b', '"a\\b"', 'é', `${LONG}x`, '"a";p=1'])(
  '%j is no key',
  (sent) => {
    expect(readIdempotencyKey({ 'idempotency-key': sent })).toMatchObject({
      code: 'invalid_parameter',
      param: 'Idempotency-Key',
    });
  },
);

const caller = callerOf();

function ticketOf(given: Partial<Understood> = {}, exchange: { key?: string; query?: string; params?: object } = {}) {
  const { key = 'k', ...facts } = exchange;
  const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
  const ticket = guardedOf({ caller, raw: Buffer.from(JSON.stringify(body)), ...given });
  const memory = Object.assign(new MemoryExchange({ 'idempotency-key': key }), facts);
  // As a body that stands on nothing: what is asked is what was sent.
  const { asked = ticket.request.body } = given;
  return {
    ...ticket,
    asked,
    arrival: arrivalOf({ operation: ticket.arrival.operation, ...given.arrival, exchange: memory }),
  };
}

const claimIn = (ticket: Understood) => claimOf(ticket, 1_000) as Claim;
const base = claimIn(ticketOf());

test('a claim is of an application, a mode and a key', () => {
  expect(base).toEqual({
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    ttlMs: 1_000,
  });
  expect(claimIn(ticketOf())).toEqual(base);
  const others = [
    ticketOf({ caller: { ...caller, applicationId: callerOf().applicationId } }),
    ticketOf({ caller: { ...caller, environment: 'test' } }),
    ticketOf({}, { key: 'K' }),
  ];
  for (const other of others) expect(claimIn(other).hash).not.toBe(base.hash);
  // Another key of the same application is the same asker.
  expect(claimIn(ticketOf({ caller: { ...caller, keyId: callerOf().keyId } }))).toEqual(base);
});

test('a session has none: there is no answer that could be kept', () => {
  expect(claimOf(ticketOf({ arrival: arrivalOf({ operation: realtime }) }, { key: 'not a key' }), 1_000)).toBeNull();
});

const file = { field: 'file', fileName: 'a.wav', mediaType: 'audio/wav', bytes: 2, chunks: [Buffer.from('ab')] };

test('a digest tells apart whatever was asked', () => {
  const form = (given: object) => ticketOf({ raw: Buffer.alloc(0), files: [{ ...file, ...given }] });
  const differing = [
    ticketOf(),
    ticketOf({ raw: Buffer.from('{}') }),
    ticketOf({ arrival: arrivalOf({ operation: embeddings }) }),
    ticketOf({}, { query: 'alt=sse' }),
    ticketOf({}, { params: { model: 'm' } }),
    form({}),
    form({ chunks: [Buffer.from('ac')] }),
    form({ fileName: 'b.wav' }),
    ticketOf({ asked: { other: 1 } }),
  ];
  expect(new Set(differing.map((ticket) => claimIn(ticket).digest)).size).toBe(differing.length);
});

test('how a form’s bytes arrived, what earlier calls put into a body, and the API key in a query make no difference', () => {
  const form = (chunks: Buffer[]) => claimIn(ticketOf({ raw: Buffer.alloc(0), files: [{ ...file, chunks }] }));
  expect(form([Buffer.from('a'), Buffer.from('b')])).toEqual(form([Buffer.from('ab')]));
  const asked = { model: 'm', previous_response_id: 'resp_1' };
  const recalled = (text: string) => claimIn(ticketOf({ asked, raw: Buffer.from(text) }));
  expect(recalled('{"input":["earlier"]}')).toEqual(recalled('{"input":["otherwise"]}'));
  const query = (text: string) => claimIn(ticketOf({}, { query: text }));
  expect(query('alt=sse&key=one')).toEqual(query('alt=sse&key=two'));
  expect(query('alt=sse&key=one')).not.toEqual(query('key=one'));
});

test('a call that is put off is another one than the call itself, wherever it calls back to', () => {
  const ticket = ticketOf();
  const wish = { ...ticket, callbackUrl: null, metadata: null };
  const deferred = (given: object) => claimOfDeferred(ticket, { ...wish, ...given }, 1_000) as Claim;
  expect(deferred({}).hash).toBe(base.hash);
  const digests = [
    base,
    deferred({}),
    deferred({ callbackUrl: 'https://a.example' }),
    deferred({ metadata: { a: '1' } }),
  ];
  expect(new Set(digests.map(({ digest }) => digest)).size).toBe(digests.length);
});
