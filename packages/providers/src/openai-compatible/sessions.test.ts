import { describe, expect, it } from 'vitest';
import { sessions } from './sessions.js';

const target = { baseUrl: 'https://api.vendor.example/v1/', credential: 'sk-secret-key' };

it('a handshake names the model in the query and brings the key', () => {
  expect(sessions.buildHandshake({ target, upstreamModel: 'gpt realtime', requestId: 'req_1' })).toEqual({
    origin: 'https://api.vendor.example',
    path: '/v1/realtime?model=gpt%20realtime',
    method: 'GET',
    headers: ['authorization', 'Bearer sk-secret-key', 'x-client-request-id', 'req_1'],
    body: null,
  });
});

describe('errors', () => {
  const context = { target, upstreamModel: 'upstream-name', publicModel: 'public-name' };

  it.each([
    ['invalid_request_error', 'invalid_value', 'caller', 'invalid_parameter'],
    ['invalid_request_error', 'invalid_api_key', 'platform', 'upstream_rejected_credential'],
    ['invalid_request_error', 'model_not_found', 'platform', 'upstream_error'],
    ['server_error', 'internal', 'provider', 'upstream_error'],
    ['tokens', 'rate_limit_exceeded', 'provider', 'upstream_error'],
  ])('%s with %s is the %s’s', (type, code, blame, errorCode) => {
    const failure = sessions.readFailure({ type, code, message: 'upstream-name says no' }, context);
    expect(failure).toMatchObject({ blame, errorCode, message: blame === 'caller' ? 'public-name says no' : null });
  });

  it('are judged whatever they are', () => {
    for (const error of [null, 'x', [], 7])
      expect(sessions.readFailure(error, context).errorCode).toBe('upstream_error');
  });
});
