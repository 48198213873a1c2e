import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.js';
import { CATALOGUE, type ErrorCode } from './catalogue.js';
import { geminiErrorBody } from './gemini-envelope.js';

const codes = Object.keys(CATALOGUE) as ErrorCode[];

describe('the Gemini envelope', () => {
  it.each(codes)('renders %s with a canonical code of its status', (code) => {
    const { status, message, fix, type } = CATALOGUE[code];
    const { error } = geminiErrorBody(new ApiError(code), 'req_1');
    expect(error).toMatchObject({ code: status, message });
    expect(error.status).toMatch(/^[A-Z_]+$/);
    expect(error.status).not.toBe('UNKNOWN');
    expect(error.details).toEqual([
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: code.toUpperCase(),
        domain: 'gateway',
        metadata: { type, fix },
      },
      { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: 'req_1' },
    ]);
  });

  it('names the parameter and the time to wait, and never the cause', () => {
    const options = { message: 'topK is 0', param: 'generationConfig.topK', retryAfterSeconds: 7, cause: 'secret' };
    const body = geminiErrorBody(new ApiError('invalid_parameter', options), 'req_1');
    expect(body.error.details.slice(2)).toEqual([
      {
        '@type': 'type.googleapis.com/google.rpc.BadRequest',
        fieldViolations: [{ field: 'generationConfig.topK', description: 'topK is 0' }],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' },
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});
