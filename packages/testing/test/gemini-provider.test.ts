/** The adapters and the voice of Gemini's wire against the sandbox, which checks what Google's APIs demand. */
import type { Answer, Delta } from '@turnpike/dialects/answer';
import type { AssistantPart, Conversation, Message } from '@turnpike/dialects/conversation';
import { EMPTY_CONVERSATION } from '@turnpike/dialects/conversation';
import { Untranslatable } from '@turnpike/dialects/dialect';
import type { EmbeddingRequest } from '@turnpike/dialects/embeddings';
import { voice } from '@turnpike/dialects/gemini/voice';
import { geminiAdapter } from '@turnpike/providers/gemini/adapter';
import type {
  ModelListRequest,
  ProviderAdapter,
  SigningServices,
  UpstreamRequest,
  UpstreamTarget,
} from '@turnpike/providers/provider-adapter';
import { CredentialRefused } from '@turnpike/providers/provider-adapter';
import { SseSplitter } from '@turnpike/providers/sse';
import { vertexAdapter } from '@turnpike/providers/vertex/adapter';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Sandbox, startSandboxProcess } from '../src/sandbox-process.js';

const PROVIDERS = ['gemini', 'vertex'] as const;
type Kind = (typeof PROVIDERS)[number];

const adapters: Record<Kind, ProviderAdapter> = { gemini: geminiAdapter, vertex: vertexAdapter };
const targets = {} as Record<Kind, UpstreamTarget>;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandboxProcess();
  const { origin } = new URL(sandbox.baseUrl);
  const keyFile = await fetch(`${origin}/vertex/service-account.json`);
  targets.gemini = { baseUrl: `${origin}/gemini`, credential: 'sk-sandbox' };
  targets.vertex = { baseUrl: `${origin}/vertex`, credential: await keyFile.text() };
});

afterAll(() => sandbox.stop());

const services: SigningServices = {
  nowMs: Date.now,
  async fetch({ url, method, headers, body }) {
    const answer = await fetch(url, { method, headers: pairsOf(headers), body });
    return { status: answer.status, headers: {}, body: Buffer.from(await answer.arrayBuffer()) };
  },
};

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const TOOL = {
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
  strict: null,
};

const user = (text: string): Message => ({ role: 'user', parts: [{ kind: 'text', text }], name: null });
const partsOf = (answer: Answer): readonly AssistantPart[] => answer.choices[0]?.parts ?? [];

function pairsOf(headers: readonly string[]): [string, string][] {
  return headers.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, headers[at + 1] ?? '']] : []));
}

async function send(
  kind: Kind,
  request: UpstreamRequest | ModelListRequest,
  target: UpstreamTarget,
): Promise<Response> {
  const signed = (await adapters[kind].sign?.(request, target, services)) ?? request;
  const body = signed.body === null ? null : String(signed.body);
  return fetch(signed.origin + signed.path, { method: signed.method, headers: pairsOf(signed.headers), body });
}

function converse(
  kind: Kind,
  more: Partial<Conversation>,
  { model = 'gemini-2.5-flash', target = targets[kind] } = {},
): Promise<Response> {
  const asked: Conversation = { ...EMPTY_CONVERSATION, from: 'openai-chat', messages: [user('Hello')], ...more };
  const encoded = voice.encodeRequest(asked, model);
  if (encoded instanceof Untranslatable) throw new Error(`${encoded.path}: ${encoded.reason}`);
  const request = adapters[kind].buildRequest({
    operation: 'chat.completions',
    dialect: voice.dialect,
    body: encoded.body,
    raw: null,
    upstreamModel: model,
    stream: asked.stream,
    target,
    requestId: 'req_1',
  });
  return send(kind, request, target);
}

async function ask(kind: Kind, more: Partial<Conversation>, model?: string): Promise<Answer> {
  const response = await converse(kind, more, model === undefined ? {} : { model });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  const answer = voice.decodeAnswer(JSON.parse(text) as Record<string, unknown>);
  if (answer === null) throw new Error(text);
  expect(adapters[kind].readUnaryUsage(Buffer.from(text), 'models.generateContent').usage).toEqual(answer.usage);
  return answer;
}

async function stream(kind: Kind, more: Partial<Conversation>) {
  const response = await converse(kind, { ...more, stream: true });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.status, bytes.toString()).toBe(200);
  const context = { target: targets[kind], upstreamModel: 'gemini-2.5-flash', publicModel: 'public' };
  const tap = adapters[kind].createStreamTap(context, { dialect: 'gemini', isTranslated: true });
  const deltas: Delta[] = [];
  const splitter = new SseSplitter(
    (event) => {
      tap.onEvent(event);
      deltas.push(...tap.deltas);
    },
    { maxEventBytes: 1e6 },
  );
  splitter.push(bytes);
  return { tap, deltas };
}

describe.each(PROVIDERS)('%s', (kind) => {
  it('answers whole and as a stream, with the same usage', async () => {
    const messages = [user('@sandbox cached_tokens=3 completion_tokens=6 reasoning_tokens=2')];
    const reasoning = { enabled: true, effort: 'low', budgetTokens: null, visible: true } as const;
    const answer = await ask(kind, { messages, reasoning });
    expect(answer.choices[0]?.finish?.reason).toBe('stop');
    expect(answer.usage).toMatchObject({ cachedInputTokens: 3, reasoningTokens: 2 });
    expect(partsOf(answer).map((part) => part.kind)).toEqual(['thinking', 'text']);
    const { tap, deltas } = await stream(kind, { messages, reasoning });
    expect([tap.usage(), tap.usageFault(), tap.finishReasonSeen()]).toEqual([answer.usage, null, true]);
    for (const wanted of ['thinking', 'text'] as const) {
      const streamed = deltas.map((delta) => (delta.kind === wanted ? delta.text : '')).join('');
      expect(partsOf(answer)).toContainEqual(expect.objectContaining({ kind: wanted, text: streamed }));
    }
  });

  const image = { kind: 'base64', mediaType: 'image/png', data: PIXEL } as const;
  test.each<[string, Partial<Conversation>]>([
    ['instructions', { system: [{ kind: 'text', text: 'Be brief.' }] }],
    ['sampling and stops', { temperature: 0.5, topP: 0.9, topK: 5, stop: ['END'], maxOutputTokens: 9, seed: 1 }],
    ['several choices with their odds', { choices: 2, logprobs: 2 }],
    ['a schema', { responseFormat: { kind: 'schema', name: 'n', description: 'd', schema: TOOL.parameters, strict: null } }],
    ['no thinking', { reasoning: { enabled: false, effort: null, budgetTokens: null, visible: null } }],
    ['a forced tool', { tools: [{ ...TOOL, strict: true }], toolChoice: { kind: 'tool', name: TOOL.name } }],
    ['no tool, though there are some', { tools: [TOOL], toolChoice: { kind: 'none' } }],
    ['strict tools', { tools: [{ ...TOOL, strict: true }] }],
    ['a picture and a document', {
      messages: [{
        role: 'user',
        name: null,
        parts: [
          { kind: 'image', source: image, detail: 'low' },
          { kind: 'file', source: { kind: 'base64', mediaType: 'text/plain', data: 'aGk=' }, name: 'n.txt' },
          { kind: 'text', text: 'What is it?' },
        ],
      }],
    }],
  ])('takes %s', async (_what, more) => {
    const { choices } = await ask(kind, more);
    expect(choices).toHaveLength(more.choices ?? 1);
    for (const { parts } of choices) expect(parts.length).toBeGreaterThan(0);
  }); // prettier-ignore

  test.each(['gemini-2.5-flash', 'gemini-3-pro-preview'])('goes round a tool loop with %s', async (model) => {
    const asked = user('@sandbox tool=get_weather args={"city":"Paris"}');
    const first = await ask(kind, { messages: [asked], tools: [TOOL] }, model);
    expect(first.choices[0]?.finish?.reason).toBe('tool_calls');
    const call = partsOf(first).find((part) => part.kind === 'tool_call');
    if (call === undefined) throw new Error('no call');
    expect(JSON.parse(call.arguments)).toEqual({ city: 'Paris' });
    const result: Message = {
      role: 'user',
      name: null,
      parts: [
        {
          kind: 'tool_result',
          callId: call.id,
          name: null,
          content: [{ kind: 'text', text: 'It rains frogs.' }],
          isError: false,
        },
      ],
    };
    // As a wire hands it back that keeps the signature, and as one that loses it.
    for (const signature of [call.signature, null]) {
      const turn: Message = { role: 'assistant', parts: [{ ...call, signature }], name: null };
      const second = await ask(kind, { messages: [asked, turn, result], tools: [TOOL] }, model);
      expect(JSON.stringify(partsOf(second))).toContain('rains frogs');
    }
  });

  it('calls tools by a stream', async () => {
    const { deltas, tap } = await stream(kind, {
      messages: [user('@sandbox tool=get_weather args={"city":"Paris"}')],
      tools: [TOOL],
    });
    const text = deltas.map((delta) => (delta.kind === 'tool_arguments' ? delta.text : '')).join('');
    expect(JSON.parse(text)).toEqual({ city: 'Paris' });
    expect(deltas).toContainEqual({ kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } });
    expect(tap.contentSeen).toBe(true);
  });

  it('refuses in words', async () => {
    const messages = [user('@sandbox refusal="I must not."')];
    const answer = await ask(kind, { messages });
    expect(answer.choices[0]).toMatchObject({
      parts: [{ kind: 'refusal', text: 'I must not.' }],
      finish: { reason: 'filtered' },
    });
    const { deltas } = await stream(kind, { messages });
    expect(deltas).toContainEqual({ kind: 'refusal', choice: 0, text: 'I must not.' });
  });

  it('embeds', async () => {
    const { embedding } = adapters[kind].questions;
    if (embedding === null) throw new Error('no voice');
    const request: EmbeddingRequest = {
      from: 'openai-embeddings',
      inputs: ['one', 'two words'],
      dimensions: 8,
      format: 'float',
      inputType: 'query',
      endUser: null,
      foreign: [],
      paths: { inputs: 'input', dimensions: 'dimensions', inputType: 'input_type' },
    };
    const upstreamModel = kind === 'vertex' ? 'text-embedding-005' : 'gemini-embedding-001';
    const encoded = embedding.encodeRequest(request, upstreamModel);
    if (encoded instanceof Untranslatable) throw new Error(encoded.reason);
    const target = targets[kind];
    const { body } = encoded;
    const common = { operation: 'embeddings', dialect: null, raw: null, stream: false, requestId: 'req_1' } as const;
    const response = await send(kind, adapters[kind].buildRequest({ ...common, body, upstreamModel, target }), target);
    const text = await response.text();
    expect(response.status, text).toBe(200);
    const answer = embedding.decodeAnswer(JSON.parse(text) as Record<string, unknown>, request);
    expect(
      answer?.vectors.map((vector) => vector.length),
      text,
    ).toEqual([8, 8]);
    expect(adapters[kind].readUnaryUsage(Buffer.from(text), 'embeddings').usage).toEqual(answer?.usage);
  });

  it('says of a bad request whose it is, in its words', async () => {
    const response = await converse(kind, { temperature: 3 });
    const answer = { status: response.status, headers: {}, body: Buffer.from(await response.arrayBuffer()) };
    const context = { target: targets[kind], upstreamModel: 'gemini-2.5-flash', publicModel: 'public' };
    const failure = adapters[kind].classifyAnswer(answer, context);
    expect(failure).toMatchObject({
      errorCode: 'invalid_parameter',
      blame: 'caller',
      upstreamCode: 'INVALID_ARGUMENT',
    });
    expect(failure.message).toContain('temperature');
  });
});

test('a wrong key is the platform’s affair', async () => {
  const target = { ...targets.gemini, credential: 'AIzaWrong' };
  const response = await converse('gemini', {}, { target });
  const answer = { status: response.status, headers: {}, body: Buffer.from(await response.arrayBuffer()) };
  const context = { target, upstreamModel: 'gemini-2.5-flash', publicModel: 'public' };
  expect(geminiAdapter.classifyAnswer(answer, context)).toMatchObject({
    errorCode: 'upstream_rejected_credential',
    blame: 'platform',
    message: null,
    upstreamCode: 'API_KEY_INVALID',
  });
});

test('a service account of another’s is refused where tokens are given', async () => {
  const account = JSON.parse(targets.vertex.credential) as Record<string, unknown>;
  const target = { ...targets.vertex, credential: JSON.stringify({ ...account, client_email: 'somebody@else' }) };
  await expect(converse('vertex', {}, { target })).rejects.toBeInstanceOf(CredentialRefused);
});

test('the Gemini API lists its models', async () => {
  const response = await send('gemini', geminiAdapter.buildModelListRequest(targets.gemini, 'req_1'), targets.gemini);
  const names = geminiAdapter.readModelList(Buffer.from(await response.arrayBuffer()));
  expect(names).toContainEqual(expect.stringMatching(/^gemini-/));
});
