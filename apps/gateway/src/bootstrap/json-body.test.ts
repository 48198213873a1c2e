import { fastify } from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';
import { CONTROL_BODY_LIMIT_BYTES, useJsonBodies } from './json-body.js';
import { toApiError } from './to-api-error.js';

const app = fastify({ bodyLimit: CONTROL_BODY_LIMIT_BYTES });
useJsonBodies(app);
app.setErrorHandler((error, _request, reply) =>
  reply.code(toApiError(error).status).send({ code: toApiError(error).code }),
);
app.post('/', async (request) => ({ got: request.body ?? null }));
afterAll(() => app.close());

async function post(payload: string | Buffer, type: string | null = 'application/json') {
  const headers = type === null ? {} : { 'content-type': type };
  const answer = await app.inject({ method: 'POST', url: '/', payload, headers });
  return { status: answer.statusCode, body: answer.json() };
}

describe('JSON bodies', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON'])('takes %s', async (type) => {
    expect(await post('{"name":"ä\\ud83d\\ude00"}', type)).toEqual({ status: 200, body: { got: { name: 'ä😀' } } });
  });

  it('takes an empty body as none', async () => {
    expect(await post('')).toEqual({ status: 200, body: { got: null } });
  });

  it.each([
    ['malformed JSON', '{"name":', 400, 'invalid_json'],
    ['two values', '{} {}', 400, 'invalid_json'],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'invalid_json'],
    ['a prototype', '{"__proto__":{"admin":true}}', 400, 'invalid_json'],
    ['a constructor prototype', '{"constructor":{"prototype":{"admin":true}}}', 400, 'invalid_json'],
    ['NUL in a text', '{"a":["x\\u0000"]}', 400, 'validation_failed'],
    ['NUL in a name', '{"\\u0000":1}', 400, 'validation_failed'],
    ['half a surrogate pair', '{"a":"\\ud800"}', 400, 'validation_failed'],
    ['half a million brackets', '['.repeat(250_000) + ']'.repeat(250_000), 400, 'validation_failed'],
    ['too much', `"${'x'.repeat(CONTROL_BODY_LIMIT_BYTES)}"`, 413, 'payload_too_large'],
  ])('refuses %s', async (_name, payload, status, code) => {
    expect(await post(payload)).toEqual({ status, body: { code } });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    null,
  ])('refuses content type %s', async (type) =>
    expect(await post('{}', type)).toEqual({ status: 415, body: { code: 'unsupported_media_type' } }),
  );
});
