import { ApiError } from '@turnpike/errors/api-error';
import { expect, test } from 'vitest';
import { arrivalOf, MemoryExchange, OPTIONS } from '../test/ticket.fixture.js';
import { sendError } from './send-error.js';

const refused = { error: new ApiError('internal_error'), limits: { 'x-ratelimit-limit': 3 } };

test('an error is a whole answer while nothing was sent', () => {
  const exchange = new MemoryExchange();
  sendError(OPTIONS, arrivalOf({ exchange }), refused);
  expect([exchange.status, exchange.replyHeaders['x-ratelimit-limit']]).toEqual([500, 3]);
  expect(exchange.replyHeaders['content-length']).toBe(Buffer.byteLength(exchange.text));
  expect(JSON.parse(exchange.text)).toMatchObject({ error: { code: 'internal_error' } });
});

test('and an event in mid-stream', () => {
  const exchange = new MemoryExchange();
  exchange.head(200, {});
  sendError(OPTIONS, arrivalOf({ exchange }), refused);
  expect(exchange.status).toBe(200);
  expect(exchange.text).toMatch(/^data: \{"error":\{.*\}\}\n\n$/);
});
