/** Our voice of OpenAI's Responses, asking the sandbox: what it sends is taken, and what comes back is understood. */
import type { Answer, Delta } from '@turnpike/dialects/answer';
import { type Conversation, EMPTY_CONVERSATION, type Message } from '@turnpike/dialects/conversation';
import { type JsonObject, Untranslatable } from '@turnpike/dialects/dialect';
import { voice } from '@turnpike/dialects/openai-responses/voice';
import type { Usage } from '@turnpike/domain/usage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandboxProcess } from '../src/sandbox-process.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox.stop());

const user = (text: string): Message => ({ role: 'user', name: null, parts: [{ kind: 'text', text }] });
const TOOL = {
  name: 'get_weather',
  description: 'Weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  strict: true,
};

function conversation(text: string, given: Partial<Conversation> = {}): Conversation {
  return { ...EMPTY_CONVERSATION, from: 'anthropic-messages', messages: [user(text)], ...given };
}

let serial = 0;

async function post(asked: Conversation): Promise<{ requestId: string; answer: Response }> {
  const request = voice.encodeRequest(asked, 'sandbox-chat');
  if (request instanceof Untranslatable) throw new Error(request.path);
  serial += 1;
  const requestId = `req_voice_${serial}`;
  const headers = {
    authorization: 'Bearer sk-sandbox-1',
    'content-type': 'application/json',
    'x-client-request-id': requestId,
  };
  const answer = await fetch(`${sandbox.baseUrl}/responses`, {
    method: 'POST',
    headers,
    body: JSON.stringify(request.body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return { requestId, answer };
}

async function ask(asked: Conversation): Promise<{ requestId: string; heard: Answer }> {
  const { requestId, answer } = await post(asked);
  const heard = voice.decodeAnswer((await answer.json()) as JsonObject);
  if (heard === null) throw new Error('no answer');
  return { requestId, heard };
}

async function listen(asked: Conversation): Promise<{ requestId: string; deltas: Delta[] }> {
  const { requestId, answer } = await post({ ...asked, stream: true });
  const decoder = voice.createStreamDecoder();
  const events = (await answer.text()).matchAll(/^data: (.*)$/gm);
  return { requestId, deltas: [...events].flatMap(([, data]) => decoder.decode({ type: null, data: data ?? '' })) };
}

const usageIn = (deltas: readonly Delta[]) => deltas.find((delta) => delta.kind === 'usage')?.usage ?? null;
const textIn = (deltas: readonly Delta[]) => deltas.map((delta) => (delta.kind === 'text' ? delta.text : '')).join('');

/** No token is in two buckets: they sum to what the sandbox counted. */
async function expectDelivered(requestId: string, usage: Usage | null): Promise<void> {
  const delivered = await sandbox.delivered(requestId);
  if (delivered === null || usage === null) throw new Error('nothing was delivered');
  expect(usage.inputTokens + usage.cachedInputTokens).toBe(delivered.promptTokens);
  expect(usage.outputTokens + usage.reasoningTokens).toBe(delivered.completionTokens);
  expect([usage.cachedInputTokens, usage.reasoningTokens]).toEqual([delivered.cachedTokens, delivered.reasoningTokens]);
}

test('a whole answer and a stream say the same, and report what was delivered', async () => {
  const asked = conversation('@sandbox reasoning_tokens=5 cached_tokens=3', {
    reasoning: { enabled: true, effort: 'low', budgetTokens: null, visible: true },
    system: [{ kind: 'text', text: 'Be brief.' }],
  });
  const { requestId, heard } = await ask(asked);
  await expectDelivered(requestId, heard.usage);
  const streamed = await listen(asked);
  await expectDelivered(streamed.requestId, usageIn(streamed.deltas));
  const words = heard.choices[0]?.parts.flatMap((part) => (part.kind === 'text' ? part.text : [])).join('');
  expect(words).not.toBe('');
  expect(textIn(streamed.deltas)).toBe(words);
  expect(streamed.deltas.slice(-3).map(({ kind }) => kind)).toEqual(['finish', 'usage', 'end']);
});

test('a tool is asked for, and what it said is heard', async () => {
  const asked = conversation('@sandbox tool=get_weather args={"city":"Paris"}', { tools: [TOOL] });
  const { heard } = await ask(asked);
  const [choice] = heard.choices;
  const call = choice?.parts.find((part) => part.kind === 'tool_call');
  expect(choice?.finish?.reason).toBe('tool_calls');
  expect(call).toMatchObject({ name: 'get_weather', arguments: '{"city":"Paris"}' });
  const { deltas } = await listen(asked);
  expect(deltas.find(({ kind }) => kind === 'tool_call')).toMatchObject({ name: 'get_weather', call: 0 });
  const written = deltas.map((delta) => (delta.kind === 'tool_arguments' ? delta.text : '')).join('');
  expect(JSON.parse(written)).toEqual({ city: 'Paris' });
  if (call === undefined || choice === undefined) throw new Error('no call');
  const content = [{ kind: 'text', text: 'rain' }] as const;
  const result: Message = {
    role: 'user',
    name: null,
    parts: [{ kind: 'tool_result', callId: call.id, name: 'get_weather', content, isError: false }],
  };
  const next = await ask({
    ...asked,
    messages: [...asked.messages, { role: 'assistant', name: null, parts: choice.parts }, result],
  });
  expect(next.heard.choices[0]?.finish?.reason).toBe('stop');
});

test('a refusal is one, whole and streamed', async () => {
  const asked = conversation('@sandbox refusal=no');
  const { heard } = await ask(asked);
  expect(heard.choices[0]).toMatchObject({ finish: { reason: 'refusal' }, parts: [{ kind: 'refusal' }] });
  const { deltas } = await listen(asked);
  expect(deltas.some(({ kind }) => kind === 'refusal')).toBe(true);
});
