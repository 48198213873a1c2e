import { ApiError } from '@turnpike/errors/api-error';
import { expect, test } from 'vitest';
import { chatCompletions } from '../chat-completions/chat-completions.operation.js';
import { createJob } from '../registry.js';
import { parseCallbackUrl } from './create-job.operation.js';

const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
const valid = { operation: 'chat.completions', body };

test('an operation goes by its key or by its path', () => {
  for (const operation of ['chat.completions', '/v1/chat/completions']) {
    expect(createJob.parse({ operation, body })).toEqual({
      operation: chatCompletions,
      body,
      callbackUrl: null,
      metadata: null,
    });
  }
});

test('callback and metadata come along', () => {
  const metadata = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`key-${index}`, 'x'.repeat(512)]));
  expect(createJob.parse({ ...valid, callback_url: 'https://Example.com', metadata })).toMatchObject({
    callbackUrl: 'https://example.com/',
    metadata,
  });
  expect(createJob.parse({ ...valid, callback_url: null, metadata: null })).toMatchObject({
    callbackUrl: null,
    metadata: null,
  });
});

const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}`, '']));

test.each([
  ['operation', { body }],
  ['operation', { ...valid, operation: 7 }],
  ['operation', { ...valid, operation: 'chat' }],
  ['operation', { ...valid, operation: 'models.list' }],
  ['operation', { ...valid, operation: 'jobs.create' }],
  ['body', { operation: 'chat.completions' }],
  ['body', { ...valid, body: [] }],
  ['body', { ...valid, body: '{}' }],
  ['body', { ...valid, body: null }],
  ['callback_url', { ...valid, callback_url: 'example.com' }],
  ['callback_url', { ...valid, callback_url: 'ftp://example.com' }],
  ['callback_url', { ...valid, callback_url: `https://example.com/${'x'.repeat(2_000)}` }],
  ['callback_url', { ...valid, callback_url: 'https://example.com/\ud800' }],
  ['metadata', { ...valid, metadata: pairs(17) }],
  ['metadata', { ...valid, metadata: [] }],
  ['metadata.a', { ...valid, metadata: { a: 1 } }],
  ['metadata.a', { ...valid, metadata: { a: 'x'.repeat(513) } }],
  ['metadata.a', { ...valid, metadata: { a: 'x\0' } }],
  ['metadata.a', { ...valid, metadata: { a: '\ud800' } }],
  [`metadata.${'k'.repeat(65)}`, { ...valid, metadata: { ['k'.repeat(65)]: '' } }],
  [null, { ...valid, callbackUrl: 'https://example.com' }],
])('refuses a bad %s', (param, given) => {
  const refused = createJob.parse(given);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({ code: 'invalid_parameter', param });
});

test('a parameter that there is not is named', () => {
  expect(createJob.parse({ ...valid, callbackUrl: 'https://example.com' })).toMatchObject({
    message: "Invalid value: The request body has no parameter 'callbackUrl'.",
  });
});

test('the header for callbacks is read like the parameter, and named when it is bad', () => {
  expect(parseCallbackUrl('https://example.com/x', 'x-toll-callback-url')).toBe('https://example.com/x');
  expect(parseCallbackUrl('nowhere', 'x-toll-callback-url')).toMatchObject({
    code: 'invalid_parameter',
    param: 'x-toll-callback-url',
    message: "Invalid value: 'x-toll-callback-url' must be an https URL.",
  });
});
