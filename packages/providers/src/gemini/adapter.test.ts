import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { BuildRequestInput, FailureContext } from '../provider-adapter.js';
import { SseEvent } from '../sse.js';
import { geminiAdapter as adapter } from './adapter.js';

const target = {
  baseUrl: 'https://generativelanguage.googleapis.com',
  credential: 'AIzaSecretOfThePlatform0123456789',
};
const context: FailureContext = { target, upstreamModel: 'gemini-2.5-flash', publicModel: 'large' };
const BODY = { contents: [{ parts: [{ text: 'hello' }] }] };

function build(more: Partial<BuildRequestInput> & { text?: string } = {}) {
  const { text = JSON.stringify(more.body ?? BODY) } = more;
  return adapter.buildRequest({
    operation: 'models.generateContent',
    dialect: 'gemini',
    body: JSON.parse(text) as Record<string, unknown>,
    raw: Buffer.from(text),
    upstreamModel: 'gemini-2.5-flash',
    stream: false,
    target,
    requestId: 'req_1',
    ...more,
  });
}

describe('buildRequest', () => {
  it.each<[string, Partial<BuildRequestInput>, string]>([
    ['a whole answer', {}, '/v1beta/models/gemini-2.5-flash:generateContent'],
    ['a stream', { stream: true }, '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse'],
    ['embeddings', { operation: 'embeddings', dialect: null }, '/v1beta/models/gemini-2.5-flash:batchEmbedContents'],
    ['a tuned model', { upstreamModel: 'tunedModels/mine' }, '/v1beta/tunedModels/mine:generateContent'],
    [
      'a name that would lead elsewhere',
      { upstreamModel: '../../x?y' },
      '/v1beta/models/%2E%2E/%2E%2E/x%3Fy:generateContent',
    ],
    [
      'a version',
      { target: { ...target, baseUrl: 'https://e.com/v1/' } },
      '/v1/models/gemini-2.5-flash:generateContent',
    ],
    [
      'a path',
      { target: { ...target, baseUrl: 'https://e.com/gemini' } },
      '/gemini/v1beta/models/gemini-2.5-flash:generateContent',
    ],
  ])('asks for %s', (_what, more, path) => {
    expect(build(more).path).toBe(path);
  });

  it('sends the platform’s key, and nothing else of anybody’s', () => {
    expect(build({ stream: true })).toMatchObject({
      origin: 'https://generativelanguage.googleapis.com',
      method: 'POST',
      headers: [
        ...['x-goog-api-key', target.credential, 'accept', 'text/event-stream', 'accept-encoding', 'identity'],
        ...['x-client-request-id', 'req_1', 'content-type', 'application/json'],
      ],
    });
  });

  it('passes the caller’s bytes on', () => {
    const text = '{ "contents":[ {"parts":[{"text":"h\\"i"}]} ],  "safetySettings":[] }';
    expect(build({ text }).body).toEqual(Buffer.from(text));
  });

  it.each<[string, string, string]>([
    [
      'a bound given twice',
      '{"generationConfig":{"maxOutputTokens":9999,"maxOutputTokens":5},"contents":[]}',
      '{"generationConfig":{"maxOutputTokens":5},"contents":[]}',
    ],
    ['a field given twice', '{"contents":[1],"contents":[]}', '{"contents":[]}'],
    ['a tool given twice', '{"contents":[],"tools":[{"a":1,"a":2}]}', '{"contents":[],"tools":[{"a":2}]}'],
    [
      'a file hidden behind another',
      '{"contents":[{"fileData":{"fileUri":"gs://b/o"},"fileData":null}]}',
      '{"contents":[{"fileData":null}]}',
    ],
    [
      'a file hidden by escapes',
      '{"contents":[{"\\u0066ileUri":1,"fileUri":null}]}',
      '{"contents":[{"fileUri":null}]}',
    ],
    ['a model in the body', '{"model":"models/dear","contents":[]}', '{"contents":[]}'],
  ])('writes anew %s', (_what, text, sent) => {
    const { body, droppedHints } = build({ text });
    expect(body.toString()).toBe(sent);
    expect(droppedHints).toEqual([]);
  });

  it('leaves out what has a price of its own or is the account’s', () => {
    const { body, droppedHints } = build({ body: { ...BODY, serviceTier: 'priority', labels: {}, store: true } });
    expect(body).toBe(JSON.stringify(BODY));
    expect(droppedHints).toEqual(['serviceTier', 'labels', 'store']);
  });
});

test('the list of models', () => {
  expect(adapter.buildModelListRequest(target, 'req_1')).toMatchObject({
    path: '/v1beta/models?pageSize=1000',
    method: 'GET',
    body: null,
  });
  const list = (json: unknown): string[] | null => adapter.readModelList(Buffer.from(JSON.stringify(json)));
  expect(list({ models: [{ name: 'models/a' }, { name: 'tunedModels/b' }, { name: 7 }, null] })).toEqual([
    'a',
    'tunedModels/b',
  ]);
  expect(list({ publisherModels: [{ name: 'publishers/google/models/a' }] })).toEqual(['a']);
  for (const odd of [{}, [], null, 'x', { models: 7 }]) expect(list(odd)).toBeNull();
  expect(adapter.readModelList(Buffer.from('<html>'))).toBeNull();
});

describe('readUnaryUsage', () => {
  const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 2, totalTokenCount: 17 };
  const read = (text: string, operation: 'models.generateContent' | 'embeddings' = 'models.generateContent') => {
    const { usage, fault } = adapter.readUnaryUsage(Buffer.from(text), operation);
    return usage === null ? fault : [usage.inputTokens, usage.outputTokens, usage.reasoningTokens];
  };

  it.each<[string, string, unknown]>([
    ['last', JSON.stringify({ candidates: [], usageMetadata }), [10, 5, 2]],
    ['as Google sends it', JSON.stringify({ candidates: [], usageMetadata, modelVersion: 'x' }, null, 2), [10, 5, 2]],
    ['one in a text', JSON.stringify({ usageMetadata, x: '"usageMetadata":{}' }), [10, 5, 2]],
    [
      'a deeper one after it',
      JSON.stringify({ usageMetadata, x: { usageMetadata: { promptTokenCount: 1 } } }),
      [10, 5, 2],
    ],
    ['none', '{"candidates":[]}', 'no usage'],
    ['null', '{"usageMetadata":null}', 'no usage'],
    ['half', '{"usageMetadata":{"promptTokenCount":1', 'the answer is no JSON object'],
    ['nothing', '', 'the answer is no JSON object'],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('of vectors is of the prompt alone', () => {
    expect(read('{"embeddings":[],"usageMetadata":{"promptTokenCount":3}}', 'embeddings')).toEqual([3, 0, 0]);
    expect(read('{"embeddings":[]}', 'embeddings')).toBe('promptTokenCount is missing or absurd');
  });
});

describe('a stream', () => {
  const feed = (...events: object[]) => {
    const tap = adapter.createStreamTap(context, { dialect: 'gemini', isTranslated: false });
    const verdicts = events.map((event) =>
      tap.onEvent(new SseEvent(Buffer.from(`data: ${JSON.stringify(event)}\r\n\r\n`))),
    );
    return { tap, verdicts };
  };
  const said = (text: string, usageMetadata: object, more: object = {}): object => ({
    candidates: [{ content: { parts: [{ text }] }, ...more }],
    usageMetadata,
  });
  const counts = (candidatesTokenCount: number) => ({
    promptTokenCount: 8,
    candidatesTokenCount,
    totalTokenCount: 8 + candidatesTokenCount,
  });

  it('trap: is billed by its last report, and each token once', () => {
    const { tap, verdicts } = feed(
      said('One', counts(1)),
      said(' two', counts(2)),
      said('', counts(3), { finishReason: 'STOP' }),
    );
    expect(verdicts).toEqual(['forward', 'forward', 'forward']);
    expect(tap.usage()).toMatchObject({ inputTokens: 8, outputTokens: 3 });
    expect([tap.finishReasonSeen(), tap.contentSeen, tap.doneSeen, tap.deliveredText()]).toEqual([
      true,
      true,
      false,
      'One two',
    ]);
  });

  it('trap: cut after an early report without output, its text is counted', () => {
    const early = { promptTokenCount: 8, totalTokenCount: 8 };
    const { tap } = feed(said('One two', early));
    expect([tap.usage(), tap.finishReasonSeen()]).toEqual([null, false]);
    expect(tap.estimatedUsage(99)).toMatchObject({ inputTokens: 8, outputTokens: 2 });
  });

  it('trap: an error in a 200 is no output', () => {
    const error = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' };
    const { tap, verdicts } = feed({ error });
    expect(verdicts).toEqual(['error']);
    expect(tap.failure()).toMatchObject({
      errorCode: 'upstream_error',
      blame: 'provider',
      message: null,
      upstreamCode: 'UNAVAILABLE',
    });
    expect(tap.estimatedUsage(8).outputTokens).toBe(0);
  });
});

describe('classifyAnswer', () => {
  const classify = (status: number, body: unknown, headers = {}) =>
    adapter.classifyAnswer(
      { status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) },
      context,
    );
  const says = (status: string, reason?: string): unknown => ({
    error: {
      code: 1,
      message: 'It said so.',
      status,
      details: reason === undefined ? [] : [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }],
    },
  });

  it.each([
    [400, says('INVALID_ARGUMENT'), 'invalid_parameter', 'caller', false, false],
    [400, says('INVALID_ARGUMENT', 'API_KEY_INVALID'), 'upstream_rejected_credential', 'platform', false, true],
    [400, says('FAILED_PRECONDITION'), 'upstream_error', 'platform', false, true],
    [401, says('UNAUTHENTICATED'), 'upstream_rejected_credential', 'platform', false, true],
    [403, says('PERMISSION_DENIED'), 'upstream_rejected_credential', 'platform', false, true],
    [403, says('PERMISSION_DENIED', 'SERVICE_DISABLED'), 'upstream_error', 'platform', false, true],
    [404, says('NOT_FOUND'), 'upstream_error', 'platform', false, true],
    [429, says('RESOURCE_EXHAUSTED'), 'upstream_error', 'provider', true, true],
    [499, says('CANCELLED'), 'upstream_error', 'provider', true, true],
    [500, says('INTERNAL'), 'upstream_error', 'provider', true, true],
    [500, says('INVALID_ARGUMENT'), 'upstream_error', 'provider', true, true],
    [503, says('UNAVAILABLE'), 'upstream_error', 'provider', true, true],
    [504, says('DEADLINE_EXCEEDED'), 'upstream_timeout', 'provider', true, true],
    [400, [says('INVALID_ARGUMENT')], 'invalid_parameter', 'caller', false, false],
    [400, '<html>', 'invalid_parameter', 'caller', false, false],
    [413, '', 'payload_too_large', 'caller', false, false],
    [302, '', 'upstream_error', 'platform', false, true],
  ] as const)('%s %j: %s, blame %s', (status, body, errorCode, blame, retryable, fallback) => {
    const failure = classify(status, body);
    expect(failure).toMatchObject({ errorCode, blame, retryable, fallback, upstreamStatus: status });
    expect(failure.message).toBe(blame === 'caller' && typeof body !== 'string' ? 'It said so.' : null);
  });

  it('names the field, and the time to wait', () => {
    const details = [
      { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field: 'generation_config.top_k' }] },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.074824224s' },
    ];
    const error = { message: 'no', status: 'INVALID_ARGUMENT', details };
    expect(classify(400, { error })).toMatchObject({ param: 'generation_config.top_k', retryAfterMs: 34_075 });
    expect(classify(429, { error }, { 'retry-after': '3' }).retryAfterMs).toBe(3_000);
  });

  it('shows neither key, project, account, address nor the provider’s name for the model', () => {
    const message =
      `${target.credential} AIzaAnother_Key-12345 projects/acme-prod/x project_number:123456 Consumer 'project:77' ` +
      'bot@acme.iam.gserviceaccount.com ya29.a0AfB_x models/gemini-2.5-flash at generativelanguage.googleapis.com';
    const { message: shown } = classify(400, { error: { message, status: 'INVALID_ARGUMENT' } });
    expect(shown).toBe(
      '[redacted] [redacted] [redacted]/x [redacted] [redacted] [redacted] [redacted] large at [provider]',
    );
  });

  it('never throws, whatever the body', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(fc.jsonValue(), fc.string()), (status, body) => {
        const failure = classify(status, body);
        expect(failure.blame === 'caller' || failure.message === null).toBe(true);
        const wrapped = classify(status, { error: body });
        expect(wrapped.upstreamStatus).toBe(status);
      }),
    );
  });
});
