/** The adapter and voice of Anthropic's wire against the sandbox, which checks what that wire demands. */
import type { Answer, Delta } from '@turnpike/dialects/answer';
import {
  type AssistantPart,
  type Conversation,
  EMPTY_CONVERSATION,
  type Message,
} from '@turnpike/dialects/conversation';
import { Untranslatable } from '@turnpike/dialects/dialect';
import { voice } from '@turnpike/dialects/anthropic-messages/voice';
import { anthropicAdapter as adapter } from '@turnpike/providers/anthropic/adapter';
import type { StreamTap, UpstreamTarget } from '@turnpike/providers/provider-adapter';
import { SseSplitter } from '@turnpike/providers/sse';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Sandbox, startSandboxProcess } from '../src/sandbox-process.js';

let sandbox: Sandbox;
let target: UpstreamTarget;

beforeAll(async () => {
  sandbox = await startSandboxProcess();
  target = { baseUrl: `${new URL(sandbox.baseUrl).origin}/anthropic`, credential: 'sk-sandbox' };
});

afterAll(() => sandbox.stop());

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const TOOL = {
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
  strict: null,
};

const user = (text: string): Message => ({ role: 'user', parts: [{ kind: 'text', text }], name: null });

function send(more: Partial<Conversation>, key = target.credential): Promise<Response> {
  const asked: Conversation = { ...EMPTY_CONVERSATION, from: 'openai-chat', messages: [user('Hello')], ...more };
  const encoded = voice.encodeRequest(asked, 'claude-test');
  if (encoded instanceof Untranslatable) throw new Error(`${encoded.path}: ${encoded.reason}`);
  const request = adapter.buildRequest({
    operation: 'chat.completions',
    dialect: voice.dialect,
    body: encoded.body,
    raw: null,
    upstreamModel: 'claude-test',
    stream: asked.stream,
    target: { ...target, credential: key },
    requestId: 'req_1',
  });
  const headers: [string, string][] = [];
  for (let at = 0; at < request.headers.length; at += 2) {
    headers.push([request.headers[at] as string, request.headers[at + 1] as string]);
  }
  return fetch(request.origin + request.path, { method: 'POST', headers, body: String(request.body) });
}

async function ask(more: Partial<Conversation>): Promise<Answer> {
  const response = await send(more);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  const answer = voice.decodeAnswer(JSON.parse(text) as Record<string, unknown>);
  if (answer === null) throw new Error(text);
  expect(adapter.readUnaryUsage(Buffer.from(text), 'messages').usage).toEqual(answer.usage);
  return answer;
}

async function stream(more: Partial<Conversation>): Promise<{ tap: StreamTap; deltas: Delta[] }> {
  const response = await send({ ...more, stream: true });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.status, bytes.toString()).toBe(200);
  const context = { target, upstreamModel: 'claude-test', publicModel: 'public' };
  const tap = adapter.createStreamTap(context, { dialect: 'anthropic-messages', isTranslated: true });
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

const partsOf = (answer: Answer): readonly AssistantPart[] => answer.choices[0]?.parts ?? [];

describe('an answer', () => {
  it('comes whole and as a stream, with the same usage', async () => {
    const said = [user('@sandbox cached_tokens=3 cache_write_tokens=2 completion_tokens=6')];
    const answer = await ask({ messages: said });
    expect(answer.choices[0]?.finish?.reason).toBe('stop');
    expect(answer.usage).toMatchObject({ cachedInputTokens: 3, cacheWriteTokens: 2 });
    const { tap, deltas } = await stream({ messages: said });
    expect(tap.usage()).toEqual(answer.usage);
    expect(tap.deliveredText()).toBe(
      partsOf(answer)
        .map((part) => ('text' in part ? part.text : ''))
        .join(''),
    );
    expect(deltas.at(-1)?.kind).toBe('end');
  });

  test.each<[string, Partial<Conversation>]>([
    ['a system prompt and instructions on the way', {
      system: [{ kind: 'text', text: 'Be brief.' }],
      messages: [user('a'), { role: 'system', parts: [{ kind: 'text', text: 'Now in French.' }] }, user('b')],
    }],
    ['a picture and a document', {
      messages: [{
        role: 'user',
        name: null,
        parts: [
          { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: PIXEL }, detail: null },
          { kind: 'file', source: { kind: 'base64', mediaType: 'text/plain', data: 'aGk=' }, name: 'n.txt' },
          { kind: 'text', text: 'What is it?' },
        ],
      }],
    }],
    ['sampling and stops', { temperature: 0.5, topP: 0.9, topK: 5, stop: ['END'], maxOutputTokens: 9, endUser: 'u' }],
    ['thinking by effort', { reasoning: { enabled: true, effort: 'xhigh', budgetTokens: null, visible: true } }],
    ['thinking by budget', { reasoning: { enabled: true, effort: null, budgetTokens: 2_000, visible: null } }],
    ['no thinking', { reasoning: { enabled: false, effort: null, budgetTokens: null, visible: null } }],
    ['a schema that was left open', {
      responseFormat: { kind: 'schema', name: 'n', description: 'd', schema: TOOL.parameters, strict: null },
    }],
    ['a forced tool, one at a time', { tools: [{ ...TOOL, strict: true }], toolChoice: { kind: 'tool', name: TOOL.name }, parallelToolCalls: false }],
    ['no tool, though there are some', { tools: [TOOL], toolChoice: { kind: 'none' }, parallelToolCalls: false }],
    ['something to go on with', { messages: [user('a'), { role: 'assistant', parts: [{ kind: 'text', text: '{' }], name: null }] }],
  ])('is given to %s', async (_what, more) => {
    expect(partsOf(await ask(more)).length).toBeGreaterThan(0);
  }); // prettier-ignore
});

describe('a tool loop', () => {
  const asked = user('@sandbox tool=get_weather args={"city":"Paris"}');
  const thinking = { enabled: true, effort: null, budgetTokens: 2_000, visible: true } as const;

  test.each([null, thinking])('goes round, thinking %j', async (reasoning) => {
    const first = await ask({ messages: [asked], tools: [TOOL], reasoning });
    expect(first.choices[0]?.finish?.reason).toBe('tool_calls');
    const call = partsOf(first).find(({ kind }) => kind === 'tool_call');
    expect(call).toMatchObject({ name: 'get_weather', arguments: '{"city":"Paris"}' });
    const content = [{ kind: 'text', text: 'It rains frogs.' }] as const;
    const callId = call?.kind === 'tool_call' ? call.id : '';
    const result = { kind: 'tool_result', callId, name: null, content, isError: false } as const;
    const loop = (parts: readonly AssistantPart[]): Message[] => [
      asked,
      { role: 'assistant', parts, name: null },
      { role: 'user', parts: [result], name: null },
    ];
    for (const parts of [partsOf(first), partsOf(first).filter(({ kind }) => kind === 'tool_call')]) {
      const second = await ask({ messages: loop(parts), tools: [TOOL], reasoning });
      expect(JSON.stringify(partsOf(second))).toContain('rains frogs');
    }
  });

  it('comes by a stream', async () => {
    const { deltas, tap } = await stream({ messages: [asked], tools: [TOOL] });
    const text = deltas.map((delta) => (delta.kind === 'tool_arguments' ? delta.text : '')).join('');
    expect(JSON.parse(text)).toEqual({ city: 'Paris' });
    expect(deltas).toContainEqual({ kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } });
    expect(tap.finishReasonSeen()).toBe(true);
  });
});

describe('what else a model does', () => {
  it('thinks, and its thoughts are counted apart', async () => {
    const messages = [user('@sandbox reasoning_tokens=5')];
    const reasoning = { enabled: true, effort: 'low', budgetTokens: null, visible: true } as const;
    const answer = await ask({ messages, reasoning });
    expect(partsOf(answer)[0]).toMatchObject({ kind: 'thinking' });
    expect(answer.usage?.reasoningTokens).toBe(5);
    const { tap, deltas } = await stream({ messages, reasoning });
    expect(tap.usage()).toEqual(answer.usage);
    expect(deltas.some(({ kind }) => kind === 'thinking_seal')).toBe(true);
  });

  it('refuses', async () => {
    const answer = await ask({ messages: [user('@sandbox refusal="I must not."')] });
    expect(answer.choices[0]?.finish?.reason).toBe('refusal');
    expect(partsOf(answer)).toEqual([{ kind: 'refusal', text: 'I must not.' }]);
  });
});

describe('a failure', () => {
  it('of the key is the platform’s', async () => {
    const response = await send({}, 'sk-wrong');
    const body = Buffer.from(await response.arrayBuffer());
    const context = { target, upstreamModel: 'claude-test', publicModel: 'public' };
    const answer = { status: response.status, headers: {}, body };
    expect(adapter.classifyAnswer(answer, context)).toMatchObject({
      errorCode: 'upstream_rejected_credential',
      blame: 'platform',
      upstreamCode: 'authentication_error',
    });
  });

  it('of the request is the caller’s, in the provider’s words', async () => {
    const response = await send({ tools: [TOOL], toolChoice: { kind: 'tool', name: 'other' } });
    const answer = { status: response.status, headers: {}, body: Buffer.from(await response.arrayBuffer()) };
    const context = { target, upstreamModel: 'claude-test', publicModel: 'public' };
    const failure = adapter.classifyAnswer(answer, context);
    expect(failure).toMatchObject({ errorCode: 'invalid_parameter', blame: 'caller', upstreamStatus: 400 });
    expect(failure.message).toContain('other');
  });
});

it('lists its models', async () => {
  const { origin, path, headers } = adapter.buildModelListRequest(target, 'req_1');
  const pairs = headers.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, headers[at + 1] ?? '']] : [],
  );
  const response = await fetch(origin + path, { headers: pairs });
  expect(adapter.readModelList(Buffer.from(await response.arrayBuffer()))?.length).toBeGreaterThan(0);
});
