import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EgressError } from '@turnpike/egress/egress-error';
import type { FailureContext, UpstreamFailure } from '../provider-adapter.js';
import { classifyTransportError } from '../transport-failure.js';
import { classifyAnswer, classifyStreamError } from './errors.js';

const context: FailureContext = {
  target: { baseUrl: 'https://eu.vendor.test:8443/v1', credential: 'live-credential' },
  upstreamModel: 'vendor-large-0613',
  publicModel: 'large',
};

function classify(status: number, body: unknown, headers = {}): UpstreamFailure {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return classifyAnswer({ status, headers, body: bytes }, context);
}

const said = (code: string | null, type = 'invalid_request_error'): unknown => ({
  error: { message: 'It said so.', type, param: 'messages[0].role', code },
});

describe('classifyAnswer', () => {
  it.each([
    [400, 'invalid_value', 'invalid_parameter', 'caller', false, false],
    [404, null, 'not_found', 'caller', false, false],
    [413, null, 'payload_too_large', 'caller', false, false],
    [422, null, 'unprocessable', 'caller', false, false],
    [401, 'invalid_api_key', 'upstream_rejected_credential', 'platform', false, true],
    [403, null, 'upstream_rejected_credential', 'platform', false, true],
    [400, 'invalid_api_key', 'upstream_rejected_credential', 'platform', false, true],
    [402, null, 'upstream_error', 'platform', false, true],
    [404, 'model_not_found', 'upstream_error', 'platform', false, true],
    [429, 'insufficient_quota', 'upstream_error', 'platform', false, true],
    [302, null, 'upstream_error', 'platform', false, true],
    [418, null, 'upstream_error', 'platform', false, true],
    [400, 'constructor', 'invalid_parameter', 'caller', false, false],
    [429, 'rate_limit_exceeded', 'upstream_error', 'provider', true, true],
    [500, null, 'upstream_error', 'provider', true, true],
    [503, 'model_not_found', 'upstream_error', 'provider', true, true],
    [504, null, 'upstream_timeout', 'provider', true, true],
    [408, null, 'upstream_timeout', 'provider', true, true],
  ] as const)('%s %s: %s, blame %s', (status, code, errorCode, blame, retryable, fallback) => {
    const failure = classify(status, said(code));
    expect(failure).toMatchObject({ errorCode, blame, retryable, fallback, upstreamStatus: status });
    expect(failure.message).toBe(blame === 'caller' ? 'It said so.' : null);
    expect(failure.param).toBe(blame === 'caller' ? 'messages[0].role' : null);
    expect(failure.upstreamCode).toBe(code ?? 'invalid_request_error');
  });

  it.each([
    [{ error: 'plain text' }, 'plain text'],
    [{ message: 'unwrapped', object: 'error', code: 400 }, 'unwrapped'],
    [{ detail: 'fast' }, 'fast'],
    [{ detail: [{ msg: 'field required', loc: ['body'] }] }, 'field required'],
    ['"bare"', 'bare'],
    ['<html>busy</html>', null],
    ['', null],
    ['null', null],
    [[], null],
  ])('reads %j', (body, message) => {
    expect(classify(400, body).message).toBe(message);
  });

  it('shows neither credential, account, address nor the provider’s name for the model', () => {
    const message =
      'Bearer abc.def live-credential sk-proj-abcdef123 sk-ab****wxyz org-AbCdEfGhIjKl ' +
      'https://eu.vendor.test:8443/v1/x eu.vendor.test vendor-large-0613\u0000\n is too long';
    expect(classify(400, { error: { message } }).message).toBe(
      '[redacted] [redacted] [redacted] [redacted] [redacted] https://[provider]/v1/x [provider] large is too long',
    );
  });

  it('bounds the message, and never halves a character', () => {
    const { message } = classify(400, { error: { message: 'x' + '😀'.repeat(3_000) } });
    expect(message?.length).toBeLessThanOrEqual(1_000);
    expect(message?.isWellFormed()).toBe(true);
  });

  it('passes on how long to wait', () => {
    expect(classify(429, '', { 'retry-after': '3' }).retryAfterMs).toBe(3_000);
  });

  it('never throws, whatever the body', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.oneof(fc.jsonValue(), fc.string()), (status, body) => {
        const failure = classify(status, typeof body === 'string' ? body : JSON.stringify(body));
        expect(failure.upstreamStatus).toBe(status);
        expect(failure.blame === 'caller' || failure.message === null).toBe(true);
      }),
    );
  });
});

describe('classifyStreamError', () => {
  it('takes an error for the provider’s unless its code says otherwise', () => {
    const busy = classifyStreamError({ message: 'overloaded', code: 503 }, context);
    expect(busy).toMatchObject({ errorCode: 'upstream_error', blame: 'provider', message: null, upstreamCode: '503' });
    const filtered = classifyStreamError({ message: 'no', code: 'content_filter' }, context);
    expect(filtered).toMatchObject({ errorCode: 'invalid_parameter', blame: 'caller', message: 'no' });
    expect(classifyStreamError(null, context).blame).toBe('provider');
  });
});

describe('classifyTransportError', () => {
  it.each([
    ['connect', 'upstream_error', true, true],
    ['reset', 'upstream_error', true, true],
    ['cut', 'upstream_interrupted', true, true],
    ['timeout_headers', 'upstream_timeout', true, true],
    ['timeout_body', 'upstream_timeout', true, true],
    ['protocol', 'upstream_error', false, true],
    ['breaker_open', 'no_target', false, true],
    ['aborted', 'upstream_error', false, false],
  ] as const)('%s: %s', (kind, errorCode, retryable, fallback) => {
    const error = new EgressError({ kind, code: 'X', beforeHeaders: true, requestSent: true });
    expect(classifyTransportError(error)).toMatchObject({
      errorCode,
      retryable,
      fallback,
      message: null,
      upstreamCode: 'X',
    });
  });
});
