import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.js';
import { CATALOGUE, type ErrorCode } from './catalogue.js';
import { openAiErrorBody } from './openai-envelope.js';
import { errorEnvelope, problemDetails, successEnvelope } from './unified-envelope.js';

const codes = Object.keys(CATALOGUE) as ErrorCode[];
const SECRET = 'postgres://user:secret@db';

describe('ApiError', () => {
  it('takes its texts and numbers from the catalogue', () => {
    const error = new ApiError('rate_limit_exceeded');
    expect(error).toBeInstanceOf(Error);
    expect(error.entry).toBe(CATALOGUE.rate_limit_exceeded);
    expect(error).toMatchObject({
      name: 'ApiError', code: 'rate_limit_exceeded', message: 'Too many requests.', status: 429, number: 4290,
      param: null, details: null, retryAfterSeconds: null,
    }); // prettier-ignore
  });

  it('carries what the caller of it says', () => {
    const cause = new Error(SECRET);
    const error = new ApiError('invalid_parameter', {
      message: 'n is 0',
      param: 'n',
      details: [1],
      retryAfterSeconds: 0,
      cause,
    });
    expect(error).toMatchObject({ message: 'n is 0', param: 'n', details: [1], retryAfterSeconds: 0, cause });
  });
});

describe('the OpenAI envelope', () => {
  it.each(codes)('renders %s', (code) => {
    const { message, type, fix } = CATALOGUE[code];
    expect(openAiErrorBody(new ApiError(code), 'req_1')).toEqual({
      error: { message, type, param: null, code, fix, request_id: 'req_1' },
    });
  });

  it('adds details, and never the cause', () => {
    const body = openAiErrorBody(
      new ApiError('quota_exceeded', { param: 'model', details: { scope: 'key' }, cause: SECRET }),
      'req_1',
    );
    expect(body.error).toMatchObject({ param: 'model', details: { scope: 'key' } });
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });
});

describe('the unified envelope', () => {
  it('is code 0 for success', () => {
    expect(successEnvelope({ id: 1 }, 'req_1')).toEqual({
      code: 0,
      message: 'ok',
      data: { id: 1 },
      requestId: 'req_1',
    });
  });

  it.each(codes)('renders %s', (code) => {
    const { number, message, fix } = CATALOGUE[code];
    expect(errorEnvelope(new ApiError(code), 'req_1')).toEqual({
      code: number, message, data: { error: code, fix, param: null, details: null }, requestId: 'req_1',
    }); // prettier-ignore
  });

  it('never shows the cause', () => {
    const error = new ApiError('internal_error', { cause: new Error(SECRET), details: { field: 'x' } });
    expect(JSON.stringify([errorEnvelope(error, 'req_1'), problemDetails(error, 'req_1')])).not.toContain(SECRET);
  });
});

describe('problem details', () => {
  it.each(codes)('render %s', (code) => {
    const { number, message, fix, status } = CATALOGUE[code];
    expect(problemDetails(new ApiError(code, { message: 'Mine.' }), 'req_1')).toEqual({
      type: `/docs/errors/${code}`, title: message, status, detail: 'Mine.', code: number, error: code, fix, requestId: 'req_1',
    }); // prettier-ignore
  });

  it('list the field errors', () => {
    const details = [{ path: 'name', message: 'must not be empty' }];
    expect(problemDetails(new ApiError('validation_failed', { details }), 'req_1').errors).toBe(details);
  });
});
