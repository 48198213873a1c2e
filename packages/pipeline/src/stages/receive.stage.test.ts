import { chatCompletions } from '@turnpike/endpoints/chat-completions/chat-completions.operation';
import { realtime } from '@turnpike/endpoints/realtime/realtime.operation';
import { expect, test } from 'vitest';
import { MemoryExchange } from '../../test/ticket.fixture.js';
import { receive } from './receive.stage.js';

const arrive = (headers: Record<string, string>) => receive(new MemoryExchange(headers), chatCompletions);

test.each([
  [undefined, null],
  ['Bearer key', 'key'],
  ['bearer   key', 'key'],
  ['Bearer', null],
  ['Bearer a b', null],
  ['Basic key', null],
  ['key', null],
])('authorization %s', (authorization, credential) => {
  expect(arrive(authorization === undefined ? {} : { authorization }).credential).toBe(credential);
});

test.each([
  [undefined, null],
  ['0', 0],
  ['17', 17],
  ['-1', null],
  ['1e99', null],
  ['many', null],
])('content-length %s', (length, bytes) => {
  expect(arrive(length === undefined ? {} : { 'content-length': length }).declaredBytes).toBe(bytes);
});

test('takes part in a trace, and begins one where there is none worth taking part in', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  expect(arrive({ traceparent: `00-${traceId}-00f067aa0ba902b7-01` }).traceId).toBe(traceId);
  for (const traceparent of ['', 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`]) {
    expect(arrive({ traceparent }).traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  }
});

test('its ids are its own; the caller’s is kept beside them, cut to size', () => {
  const arrival = arrive({ 'x-request-id': 'r'.repeat(500) });
  expect(arrival.publicRequestId).toBe(`req_${arrival.requestId.replaceAll('-', '')}`);
  expect(arrival.clientRequestId).toBe('r'.repeat(128));
});

test.each([
  ['realtime, openai-insecure-api-key.tp_live_1', 'tp_live_1'],
  ['openai-insecure-api-key.tp_live_1', 'tp_live_1'],
  ['realtime', null],
  ['xopenai-insecure-api-key.tp_live_1', null],
  ['realtime,openai-insecure-api-key.tp_live_1 x', null],
])('of a WebSocket a key may be among the subprotocols: %s', (protocols, credential) => {
  const exchange = () => new MemoryExchange({ 'sec-websocket-protocol': protocols });
  expect(receive(exchange(), realtime).credential).toBe(credential);
  expect(receive(exchange(), chatCompletions).credential).toBeNull();
});
