import { expect, it, test } from 'vitest';
import { anthropicErrorBody } from './anthropic-envelope.js';
import { ApiError } from './api-error.js';
import { CATALOGUE, type ErrorCode } from './catalogue.js';

test.each<[ErrorCode, string]>([
  ['invalid_parameter', 'invalid_request_error'],
  ['unsupported_parameter', 'invalid_request_error'],
  ['request_timeout', 'invalid_request_error'],
  ['unsupported_media_type', 'invalid_request_error'],
  ['invalid_api_key', 'authentication_error'],
  ['insufficient_quota', 'billing_error'],
  ['no_subscription', 'permission_error'],
  ['model_not_found', 'not_found_error'],
  ['invalid_state', 'conflict_error'],
  ['payload_too_large', 'request_too_large'],
  ['rate_limit_exceeded', 'rate_limit_error'],
  ['internal_error', 'api_error'],
  ['upstream_error', 'api_error'],
  ['no_target', 'overloaded_error'],
  ['upstream_timeout', 'timeout_error'],
])('%s is %s', (code, type) => {
  const { message, fix } = CATALOGUE[code];
  expect(anthropicErrorBody(new ApiError(code), 'req_1')).toEqual({
    type: 'error',
    error: { type, message, param: null, code, fix },
    request_id: 'req_1',
  });
});

it('adds details and the parameter, and never the cause', () => {
  const cause = new Error('postgres://user:secret@db');
  const body = anthropicErrorBody(new ApiError('invalid_parameter', { param: 'top_k', details: [1], cause }), 'req_1');
  expect(body.error).toMatchObject({ param: 'top_k', details: [1] });
  expect(JSON.stringify(body)).not.toContain('secret');
});
