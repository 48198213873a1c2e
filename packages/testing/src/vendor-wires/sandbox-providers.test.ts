/** Adapters over real HTTP, against the sandbox, which refuses what these providers refuse. */
import { type Conversation, EMPTY_CONVERSATION, type Tool } from '@turnpike/dialects/conversation';
import type { Delta } from '@turnpike/dialects/answer';
import { createEgress } from '@turnpike/egress/egress-client';
import { collectResponse } from '@turnpike/egress/response-buffer';
import { azureOpenAiAdapter } from '@turnpike/providers/azure-openai/adapter';
import { bedrockAdapter } from '@turnpike/providers/bedrock/adapter';
import { cohereAdapter } from '@turnpike/providers/cohere/adapter';
import { openAiCompatibleAdapter } from '@turnpike/providers/openai-compatible/adapter';
import type {
  ProviderAdapter,
  SigningServices,
  UpstreamAnswer,
  UpstreamTarget,
} from '@turnpike/providers/provider-adapter';
import { isEventStream, type SseEvent, SseSplitter } from '@turnpike/providers/sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandboxProcess } from '../sandbox-process.js';

const AWS_KEYS = {
  accessKeyId: 'AKIASANDBOX000000000',
  secretAccessKey: 'sandbox/secret/access/key/for/everybody0',
  region: 'us-east-1',
};
const SANDBOX_KEYS = { credential: 'sk-sandbox-1', wrongCredential: 'sk-other' };
const TOOL: Tool = { name: 'get_weather', description: null, parameters: { type: 'object' }, strict: null };

const egress = createEgress();
let sandbox: Sandbox;

beforeAll(async () => (sandbox = await startSandboxProcess()));
afterAll(async () => {
  await sandbox.stop();
  await egress.destroy();
});

const services: SigningServices = {
  nowMs: Date.now,
  fetch: () => Promise.reject(new TypeError('nothing is asked for')),
};

interface Provider {
  adapter: ProviderAdapter;
  folder: string;
  credential: string;
  wrongCredential: string;
  model: string;
}

const PROVIDERS: readonly Provider[] = [
  {
    adapter: bedrockAdapter,
    folder: 'bedrock',
    credential: JSON.stringify(AWS_KEYS),
    wrongCredential: JSON.stringify({ ...AWS_KEYS, secretAccessKey: 'another' }),
    model: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0',
  },
  {
    adapter: cohereAdapter,
    folder: 'cohere',
    credential: 'sk-sandbox-1',
    wrongCredential: 'sk-other',
    model: 'command-a-03-2025',
  },
  { adapter: openAiCompatibleAdapter, folder: 'v1', ...SANDBOX_KEYS, model: 'sandbox-chat' },
  { adapter: azureOpenAiAdapter, folder: 'azure/openai/v1', ...SANDBOX_KEYS, model: 'gpt-deployed' },
  {
    adapter: azureOpenAiAdapter,
    folder: 'azure/openai?api-version=2024-10-21',
    ...SANDBOX_KEYS,
    model: 'gpt-deployed',
  },
];

function targetOf({ folder }: Provider, credential: string): UpstreamTarget {
  return { baseUrl: sandbox.baseUrl.replace(/v1$/, folder), credential };
}

async function ask(
  provider: Provider,
  more: Partial<Conversation>,
  credential = provider.credential,
): Promise<UpstreamAnswer> {
  const { adapter, model } = provider;
  const conversation: Conversation = { ...EMPTY_CONVERSATION, from: 'openai-chat', ...more };
  const encoded = adapter.voice?.encodeRequest(conversation, model);
  if (encoded === undefined || !('body' in encoded)) throw new TypeError(`refused: ${JSON.stringify(encoded)}`);
  const target = targetOf(provider, credential);
  const request = adapter.buildRequest({
    operation: 'chat.completions',
    dialect: adapter.voice?.dialect ?? null,
    body: encoded.body,
    raw: null,
    upstreamModel: model,
    stream: conversation.stream,
    target,
    requestId: 'req_1',
  });
  const signed = (await adapter.sign?.(request, target, services)) ?? request;
  return collectResponse(egress, signed, { maxBytes: 1e6 });
}

function saying(text: string): Pick<Conversation, 'messages'> {
  return { messages: [{ role: 'user', name: null, parts: [{ kind: 'text', text }] }] };
}

/** What a stream's bytes come to, cut into pieces of 7. */
function readStream({ adapter, model }: Provider, { headers, body }: UpstreamAnswer, target: UpstreamTarget) {
  const context = { target, upstreamModel: model, publicModel: 'm' };
  const dialect = adapter.voice?.dialect ?? 'openai-chat';
  const tap = adapter.createStreamTap(context, { dialect, isTranslated: true });
  const deltas: Delta[] = [];
  const onEvent = (event: SseEvent): void => {
    tap.onEvent(event);
    deltas.push(...tap.deltas);
  };
  const type = headers['content-type'];
  const contentType = Array.isArray(type) ? type[0] : type;
  const options = { maxEventBytes: 100_000 };
  const own = adapter.createSplitter?.(contentType, onEvent, options) ?? null;
  const splitter = own ?? (isEventStream(contentType) ? new SseSplitter(onEvent, options) : null);
  for (let at = 0; at < body.length; at += 7) splitter?.push(body.subarray(at, at + 7));
  return { tap, deltas };
}

describe.each(PROVIDERS)('$folder', (provider) => {
  const { adapter, credential } = provider;
  const answerOf = ({ body }: UpstreamAnswer) =>
    adapter.voice?.decodeAnswer(JSON.parse(body.toString()) as Record<string, unknown>);

  it('answers, with usage that is billed from', async () => {
    const answer = await ask(provider, saying('@sandbox reply="Rain, 雨." prompt_tokens=9 completion_tokens=4'));
    expect([answer.status, answer.body.toString()]).toEqual([200, expect.any(String)]);
    const read = answerOf(answer);
    expect(read?.choices[0]).toMatchObject({
      parts: [{ kind: 'text', text: 'Rain, 雨.' }],
      finish: { reason: 'stop' },
    });
    expect(read?.usage).toMatchObject({ inputTokens: 9, outputTokens: 4 });
    expect(adapter.readUnaryUsage(answer.body, 'chat.completions').usage).toEqual(read?.usage);
  });

  it('streams the same', async () => {
    const said = saying('@sandbox reply="Rain, 雨." prompt_tokens=9 completion_tokens=4 cached_tokens=5');
    const answer = await ask(provider, { ...said, stream: true });
    const { tap, deltas } = readStream(provider, answer, targetOf(provider, credential));
    expect([answer.status, tap.deliveredText(), tap.doneSeen]).toEqual([200, 'Rain, 雨.', true]);
    expect(tap.usage()).toMatchObject({ inputTokens: 4, cachedInputTokens: 5, outputTokens: 4 });
    expect(deltas.at(-1)).toEqual({ kind: 'end' });
  });

  it('goes through a loop with a tool', async () => {
    const question = saying('@sandbox tool=get_weather args={"city":"Paris"}');
    const first = await ask(provider, { ...question, tools: [TOOL], stream: true });
    const { deltas } = readStream(provider, first, targetOf(provider, credential));
    const call = deltas.find((delta) => delta.kind === 'tool_call');
    const text = deltas.flatMap((delta) => (delta.kind === 'tool_arguments' ? [delta.text] : [])).join('');
    expect([call?.name, JSON.parse(text)]).toEqual(['get_weather', { city: 'Paris' }]);
    const id = call?.id ?? '';
    const second = await ask(provider, {
      tools: [TOOL],
      messages: [
        ...question.messages,
        {
          role: 'assistant',
          name: null,
          parts: [{ kind: 'tool_call', id, name: 'get_weather', arguments: text, signature: null }],
        },
        {
          role: 'user',
          name: null,
          parts: [
            {
              kind: 'tool_result',
              callId: id,
              name: null,
              content: [{ kind: 'text', text: '31 degrees' }],
              isError: false,
            },
          ],
        },
      ],
    });
    expect(second.body.toString()).toContain('31 degrees');
    expect(answerOf(second)?.choices[0]?.finish?.reason).toBe('stop');
  });

  it('refuses another credential, and says why it failed', async () => {
    const answer = await ask(provider, saying('Hello'), provider.wrongCredential);
    const context = { target: targetOf(provider, provider.wrongCredential), upstreamModel: 'm', publicModel: 'p' };
    const failure = adapter.classifyAnswer(answer, context);
    expect(failure).toMatchObject({ errorCode: 'upstream_rejected_credential', blame: 'platform', message: null });
    const busy = await ask(provider, saying('@sandbox status=429 retry_after=3'));
    expect(adapter.classifyAnswer(busy, context)).toMatchObject({ retryable: true, upstreamStatus: 429 });
  });

  it('says that it failed in mid-stream, after what it delivered', async () => {
    const said = saying('@sandbox reply="one two three four five six" chunks=6 error_after=2');
    const answer = await ask(provider, { ...said, stream: true });
    const { tap } = readStream(provider, answer, targetOf(provider, credential));
    expect(tap.failure()).toMatchObject({ errorCode: 'upstream_error', blame: 'provider', message: null });
    expect([tap.deliveredText(), tap.doneSeen]).toEqual(['one two', false]);
  });

  it('lists its models', async () => {
    const target = targetOf(provider, credential);
    const request = adapter.buildModelListRequest(target, 'req_1');
    const signed = (await adapter.sign?.(request, target, services)) ?? request;
    const answer = await collectResponse(egress, signed, { maxBytes: 1e6 });
    expect(adapter.readModelList(answer.body)).toEqual(
      expect.arrayContaining([expect.stringMatching(/claude|command|sandbox/)]),
    );
  });
});

describe('cohere, beside conversations', () => {
  const provider = PROVIDERS[1] as Provider;

  async function askUnary(operation: 'embeddings' | 'rerank', body: object): Promise<object> {
    const target = targetOf(provider, provider.credential);
    const rest = { dialect: null, raw: null, upstreamModel: 'm', stream: false, target, requestId: 'req_1' } as const;
    const request = cohereAdapter.buildRequest({ operation, body: { ...body }, ...rest });
    const answer = await collectResponse(egress, request, { maxBytes: 1e6 });
    expect(cohereAdapter.readUnaryUsage(answer.body, operation).fault).toBeNull();
    return JSON.parse(answer.body.toString()) as object;
  }

  it('embeds', async () => {
    const paths = { inputs: 'input', dimensions: 'dimensions', inputType: 'input_type' };
    const texts = { from: 'openai-embeddings', inputs: ['a', 'b'], dimensions: 256, format: 'float' } as const;
    const request = { ...texts, inputType: null, endUser: null, foreign: [], paths };
    const encoded = cohereAdapter.questions.embedding?.encodeRequest(request, 'embed-v4.0');
    const answer = await askUnary('embeddings', encoded !== undefined && 'body' in encoded ? encoded.body : {});
    const read = cohereAdapter.questions.embedding?.decodeAnswer({ ...answer }, request);
    expect(read?.vectors.map(({ length }) => length)).toEqual([256, 256]);
    expect(read?.usage?.inputTokens).toBeGreaterThan(0);
  });

  it('ranks', async () => {
    const asked = { from: 'cohere-rerank', query: 'rain', documents: ['the sun', 'the rain'], topN: null } as const;
    const request = { ...asked, maxTokensPerDocument: null, returnsDocuments: false, foreign: [] };
    const encoded = cohereAdapter.questions.rerank?.encodeRequest(request, 'rerank-v3.5');
    const answer = await askUnary('rerank', encoded !== undefined && 'body' in encoded ? encoded.body : {});
    const read = cohereAdapter.questions.rerank?.decodeAnswer({ ...answer }, request);
    expect(read?.results.map(({ index }) => index)).toEqual([1, 0]);
    expect(read?.usage?.searches).toBe(1);
  });
});
