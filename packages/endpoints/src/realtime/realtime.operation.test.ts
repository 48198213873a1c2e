import { ratedTable } from '@turnpike/domain/pricing';
import { ApiError } from '@turnpike/errors/api-error';
import { expect, test } from 'vitest';
import { realtime } from './realtime.operation.js';

const CALL = { params: {}, query: '', headers: {} };

test('a model is asked for by name', () => {
  expect(realtime.parse({ model: 'm' }, CALL)).toMatchObject({ model: 'm', stream: true });
});

test.each([
  [{}, 'invalid_parameter', 'model'],
  [{ model: '' }, 'invalid_parameter', 'model'],
  [{ model: 'm', call_id: 'rtc_1' }, 'unsupported_parameter', 'call_id'],
  [{ intent: 'transcription' }, 'unsupported_parameter', 'intent'],
])('%j is refused by name', (query, code, param) => {
  const refused = realtime.parse(query, CALL);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({ code, param });
});

const TOKENS = { input_token: '1', output_token: '2' };

test.each([
  [
    { ...TOKENS, second: '3' },
    { ...TOKENS, second: '3' },
  ],
  [TOKENS, TOKENS],
  [
    { second: '3', image: '9' },
    { second: '3', image: '9' },
  ],
  [{ second: '3', input_token: '1' }, { second: '3' }],
  [{ image: '9' }, null],
])('a plan of %j rates a session by %j', (prices, rated) => {
  expect(ratedTable(prices, realtime.session.ways)).toEqual(rated);
});

test('an error is one of the wire’s', () => {
  const said = JSON.parse(realtime.session.errorEvent(new ApiError('balance_exhausted'), 'req_1')) as object;
  expect(said).toMatchObject({ type: 'error', error: { type: 'insufficient_quota', code: 'balance_exhausted' } });
});
