import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { FailureContext, UpstreamFailure } from '../provider-adapter.js';
import { classifyAnswer, classifyStreamError, explainAnswer } from './errors.js';

const context: FailureContext = {
  target: { baseUrl: 'https://api.vendor.test', credential: 'live-credential' },
  upstreamModel: 'claude-upstream',
  publicModel: 'smart',
};

const said = (type: string, message = 'It said so.') => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
});

function classify(status: number, body: unknown, headers = {}): UpstreamFailure {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return classifyAnswer({ status, headers, body: bytes }, context);
}

describe('an answer', () => {
  test.each([
    [400, 'invalid_request_error', 'invalid_parameter', 'caller', false, false],
    [413, 'request_too_large', 'payload_too_large', 'caller', false, false],
    [422, 'invalid_request_error', 'unprocessable', 'caller', false, false],
    [401, 'authentication_error', 'upstream_rejected_credential', 'platform', false, true],
    [403, 'permission_error', 'upstream_rejected_credential', 'platform', false, true],
    [402, 'billing_error', 'upstream_error', 'platform', false, true],
    [404, 'not_found_error', 'upstream_error', 'platform', false, true],
    [302, 'anything', 'upstream_error', 'platform', false, true],
    [429, 'rate_limit_error', 'upstream_error', 'provider', true, true],
    [500, 'api_error', 'upstream_error', 'provider', true, true],
    [504, 'timeout_error', 'upstream_timeout', 'provider', true, true],
    [529, 'overloaded_error', 'upstream_error', 'provider', true, true],
  ] as const)('%s %s: %s, blame %s', (status, type, errorCode, blame, retryable, fallback) => {
    const failure = classify(status, said(type));
    expect(failure).toMatchObject({
      errorCode,
      blame,
      retryable,
      fallback,
      upstreamStatus: status,
      upstreamCode: type,
    });
    expect(failure.message).toBe(blame === 'caller' ? 'It said so.' : null);
  });

  test.each([
    'Your credit balance is too low to access the Anthropic API.',
    'You have reached your specified API usage limits. You will regain access on 2030-01-01.',
  ])('about the platform’s account is not the caller’s: %s', (message) => {
    const failure = classify(400, said('invalid_request_error', message));
    expect(failure).toMatchObject({ errorCode: 'upstream_error', blame: 'platform', fallback: true, message: null });
  });

  it('shows neither credential, key, address nor the provider’s name for the model', () => {
    const message = 'live-credential sk-ant-api03-abcdef123 api.vendor.test claude-upstream: too long';
    expect(classify(400, said('invalid_request_error', message)).message).toBe(
      '[redacted] [redacted] [provider] smart: too long',
    );
  });

  it('tells those who run the platform what it was, and how long to wait', () => {
    const body = Buffer.from(JSON.stringify(said('authentication_error', 'invalid x-api-key')));
    expect(explainAnswer({ status: 401, headers: {}, body }, context)).toBe('invalid x-api-key');
    expect(classify(429, '', { 'retry-after': '3' }).retryAfterMs).toBe(3_000);
  });

  it('is judged without throwing, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.oneof(fc.jsonValue(), fc.string()), (status, body) => {
        const failure = classify(status, typeof body === 'string' ? body : JSON.stringify(body));
        expect(failure.upstreamStatus).toBe(status);
        expect(failure.blame === 'caller' || failure.message === null).toBe(true);
      }),
    );
  });
});

describe('an error in mid-stream', () => {
  test.each([
    [{ type: 'overloaded_error', message: 'Overloaded' }, 'upstream_error', 'provider', null],
    [{ type: 'timeout_error', message: 'Slow' }, 'upstream_timeout', 'provider', null],
    [{ type: 'invalid_request_error', message: 'Too long' }, 'invalid_parameter', 'caller', 'Too long'],
    [{ type: 'something_new', message: 'x' }, 'upstream_error', 'provider', null],
    [null, 'upstream_error', 'provider', null],
  ] as const)('%j: %s, blame %s', (error, errorCode, blame, message) => {
    expect(classifyStreamError(error, context)).toMatchObject({ errorCode, blame, message, upstreamStatus: null });
  });
});
