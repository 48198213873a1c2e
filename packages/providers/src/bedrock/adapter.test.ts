import { NO_USAGE } from '@turnpike/domain/usage';
import { describe, expect, it } from 'vitest';
import { SseEvent } from '../sse.js';
import { bedrockAdapter as adapter } from './adapter.js';
import { controlPlaneOrigin, modelPath, regionOf } from './address.js';

const credential = JSON.stringify({
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'very-secret',
  sessionToken: 'session-x',
});
const target = { baseUrl: 'https://bedrock-runtime.eu-west-1.amazonaws.com/', credential };
const context = { target, upstreamModel: 'eu.anthropic.claude', publicModel: 'claude' };

describe('addresses', () => {
  it.each([
    ['https://bedrock-runtime.eu-west-1.amazonaws.com', 'eu-west-1', 'https://bedrock.eu-west-1.amazonaws.com'],
    [
      'https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com',
      'us-gov-west-1',
      'https://bedrock-fips.us-gov-west-1.amazonaws.com',
    ],
    [
      'https://bedrock-runtime.cn-north-1.amazonaws.com.cn',
      'cn-north-1',
      'https://bedrock.cn-north-1.amazonaws.com.cn',
    ],
    [
      'https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com',
      'us-east-1',
      'https://vpce-1.bedrock.us-east-1.vpce.amazonaws.com',
    ],
    ['http://127.0.0.1:8090', null, 'http://127.0.0.1:8090'],
    ['https://bedrock-runtime.example.com', null, 'https://bedrock-runtime.example.com'],
  ])('%s is in %s, its models are listed at %s', (origin, region, controlPlane) => {
    expect([regionOf(origin), controlPlaneOrigin(origin)]).toEqual([region, controlPlane]);
  });

  it.each([
    ['anthropic.claude-v2:1', false, '/model/anthropic.claude-v2%3A1/converse'],
    ['arn:aws:bedrock:a:1:p/q(r)', true, '/model/arn%3Aaws%3Abedrock%3Aa%3A1%3Ap%2Fq%28r%29/converse-stream'],
  ])('%s, stream %s: %s', (model, stream, path) => {
    expect(modelPath(model, stream)).toBe(path);
  });
});

it('builds a request whose headers are all ours', () => {
  const request = adapter.buildRequest({
    operation: 'messages',
    dialect: 'bedrock-converse',
    body: { messages: [] },
    raw: null,
    upstreamModel: 'm',
    stream: true,
    target,
    requestId: 'req_1',
  });
  expect(request).toEqual({
    origin: 'https://bedrock-runtime.eu-west-1.amazonaws.com',
    path: '/model/m/converse-stream',
    method: 'POST',
    headers: [
      ...['content-type', 'application/json'],
      ...['accept', 'application/vnd.amazon.eventstream'],
      ...['accept-encoding', 'identity'],
      ...['x-client-request-id', 'req_1'],
    ],
    body: '{"messages":[]}',
    droppedHints: [],
  });
});

it.each([
  ['{"modelSummaries":[{"modelId":"a"},{"modelId":""},{},null,7]}', ['a']],
  ['{"modelSummaries":{}}', null],
  ['<html>', null],
])('reads the list %s as %j', (body, models) => {
  expect(adapter.readModelList(Buffer.from(body))).toEqual(models);
});

it.each([
  ['{"usage":{"inputTokens":0,"outputTokens":0}}', NO_USAGE, null],
  ['{"usage":{}}', null, 'usage is missing or absurd'],
  ['[]', null, 'the answer is no JSON object'],
])('reads the usage of %s', (body, usage, fault) => {
  expect(adapter.readUnaryUsage(Buffer.from(body), 'chat.completions')).toEqual({ usage, fault });
});

describe('failures', () => {
  const answer = (status: number, name: string | null, message: string) => ({
    status,
    headers: name === null ? {} : { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/` },
    body: Buffer.from(JSON.stringify({ message })),
  });

  it.each([
    [400, 'ValidationException', 'Input is too long.', 'invalid_parameter', 'caller', false],
    [400, 'ValidationException', 'The provided model identifier is invalid.', 'upstream_error', 'platform', false],
    [400, 'ServiceQuotaExceededException', 'x', 'upstream_error', 'platform', false],
    [403, 'AccessDeniedException', 'x', 'upstream_rejected_credential', 'platform', false],
    [403, 'InvalidSignatureException', 'x', 'upstream_rejected_credential', 'platform', false],
    [403, null, 'x', 'upstream_rejected_credential', 'platform', false],
    [404, 'ResourceNotFoundException', 'x', 'upstream_error', 'platform', false],
    [408, 'ModelTimeoutException', 'x', 'upstream_timeout', 'provider', true],
    [413, null, 'x', 'payload_too_large', 'caller', false],
    [424, 'ModelErrorException', 'x', 'upstream_error', 'provider', true],
    [429, 'ThrottlingException', 'x', 'upstream_error', 'provider', true],
    [500, 'InternalServerException', 'x', 'upstream_error', 'provider', true],
    [503, null, 'x', 'upstream_error', 'provider', true],
    [302, null, 'x', 'upstream_error', 'platform', false],
    [400, 'constructor', 'x', 'invalid_parameter', 'caller', false],
  ])('%s %s "%s": %s, blame %s', (status, name, message, errorCode, blame, retryable) => {
    const failure = adapter.classifyAnswer(answer(status, name, message), context);
    expect(failure).toMatchObject({ errorCode, blame, retryable, upstreamStatus: status });
    expect(failure.message).toBe(blame === 'caller' ? message : null);
  });

  it('reads the name in a body without the header', () => {
    const body = Buffer.from('{"__type":"com.amazon.coral.service#ThrottlingException","Message":"x"}');
    expect(adapter.classifyAnswer({ status: 400, headers: {}, body }, context)).toMatchObject({
      upstreamCode: 'ThrottlingException',
      retryable: true,
    });
  });

  it('shows no key, account, address or name of the provider’s', () => {
    const words =
      'AKIDEXAMPLE very-secret session-x arn:aws:iam::123456789012:user/ops ' +
      'bedrock-runtime.eu-west-1.amazonaws.com eu.anthropic.claude is too long';
    const expected = '[redacted] [redacted] [redacted] [redacted] [provider] claude is too long';
    expect(adapter.explainAnswer(answer(400, 'ValidationException', words), context)).toBe(expected);
    expect(adapter.classifyAnswer(answer(400, 'ValidationException', words), context).message).toBe(expected);
    expect(adapter.explainAnswer({ status: 502, headers: {}, body: Buffer.from('<html>') }, context)).toBeNull();
  });
});

describe('a stream', () => {
  const event = (type: string, json: object): SseEvent =>
    new SseEvent(Buffer.from(`event: ${type}\ndata: ${JSON.stringify(json)}\n\n`));

  it('is metered, and ends with its usage', () => {
    const tap = adapter.createStreamTap(context, { dialect: 'bedrock-converse', isTranslated: true });
    const verdicts = [
      tap.onEvent(event('messageStart', { role: 'assistant' })),
      tap.onEvent(event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hi' } })),
      tap.onEvent(event('messageStop', { stopReason: 'end_turn' })),
      tap.onEvent(event('metadata', { usage: { inputTokens: 3, outputTokens: 1 } })),
    ];
    expect(verdicts).toEqual(['forward', 'forward', 'forward', 'done']);
    expect(tap.usage()).toEqual({ ...NO_USAGE, inputTokens: 3, outputTokens: 1 });
    expect([tap.deliveredText(), tap.doneSeen, tap.finishReasonSeen()]).toEqual(['Hi', true, true]);
  });

  it.each([
    ['throttlingException', 'upstream_error', true],
    ['modelStreamErrorException', 'upstream_error', true],
    ['validationException', 'invalid_parameter', false],
    ['error', 'upstream_error', true],
  ])('that fails by %s says so', (type, errorCode, retryable) => {
    const tap = adapter.createStreamTap(context, { dialect: 'bedrock-converse', isTranslated: true });
    expect(tap.onEvent(event(type, { message: 'x' }))).toBe('error');
    expect(tap.failure()).toMatchObject({ errorCode, retryable, upstreamStatus: null });
    expect([tap.contentSeen, tap.usage(), tap.deliveredText()]).toEqual([false, null, '']);
  });
});
