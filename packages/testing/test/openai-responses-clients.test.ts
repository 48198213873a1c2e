/**
 * Clients of OpenAI's Responses as the judges of what our surface says: its own SDK, its Agents SDK and Vercel's AI SDK,
 * each with a loop of tools. Behind them stands no server but what a gateway does with the wire.
 */
import { createOpenAI } from '@ai-sdk/openai';
import { Agent, OpenAIResponsesModel, run, setTracingDisabled, tool } from '@openai/agents';
import type { Answer, Delta } from '@turnpike/dialects/answer';
import type { AssistantPart, Conversation, Message } from '@turnpike/dialects/conversation';
import { Untranslatable, type JsonObject } from '@turnpike/dialects/dialect';
import { inputItems, storedPartsOf, withStoredParts } from '@turnpike/dialects/openai-responses/stored-input';
import { surface } from '@turnpike/dialects/openai-responses/surface';
import { voice } from '@turnpike/dialects/openai-responses/voice';
import { newId, publicId } from '@turnpike/domain/ids';
import { NO_USAGE } from '@turnpike/domain/usage';
import { ApiError } from '@turnpike/errors/api-error';
import { generateText, jsonSchema, stepCountIs, streamText, tool as aiTool } from 'ai';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';

const USAGE = { ...NO_USAGE, inputTokens: 9, cachedInputTokens: 2, outputTokens: 4, reasoningTokens: 3 };

type Part = Message['parts'][number];

/** Asks for the weather once, then tells what it heard. */
function converse({ messages, responseFormat }: Conversation): AssistantPart[] {
  const heard = messages
    .flatMap(({ parts }: Message): readonly Part[] => parts)
    .filter((part) => part.kind === 'tool_result');
  const thought = { kind: 'thinking', text: 'Hm', signature: 'proof', sealed: null } as const;
  if (responseFormat?.kind === 'schema') return [{ kind: 'text', text: '{"city":"Paris"}' }];
  const [result] = heard;
  if (result === undefined) {
    const call = { kind: 'tool_call', id: 'call_1', name: 'get_weather', signature: 'call-proof' } as const;
    return [thought, { kind: 'text', text: 'I look.' }, { ...call, arguments: '{"city":"Paris"}' }];
  }
  const text = result.content.flatMap((part) => (part.kind === 'text' ? part.text : [])).join('');
  return [{ kind: 'text', text: `It is: ${text}` }];
}

const finishOf = (parts: readonly AssistantPart[]) =>
  ({ reason: parts.some(({ kind }) => kind === 'tool_call') ? 'tool_calls' : 'stop', sequence: null }) as const;

/** As a provider's stream says it, in pieces. */
function deltasOf(parts: readonly AssistantPart[]): Delta[] {
  const deltas = parts.flatMap((part): Delta[] => {
    const choice = 0;
    if (part.kind === 'thinking') {
      const { text, signature, sealed } = part;
      return [
        { kind: 'thinking', choice, text },
        { kind: 'thinking_seal', choice, signature, sealed },
      ];
    }
    if (part.kind === 'tool_call') {
      const { id, name, signature, arguments: args } = part;
      const halves = [args.slice(0, 5), args.slice(5)];
      const pieces = halves.map((text): Delta => ({ kind: 'tool_arguments', choice, call: 0, text }));
      return [{ kind: 'tool_call', choice, call: 0, id, name, signature }, ...pieces];
    }
    return part.kind === 'text' ? [...part.text].map((text): Delta => ({ kind: 'text', choice, text })) : [];
  });
  return [...deltas, { kind: 'finish', choice: 0, finish: finishOf(parts) }];
}

interface Kept {
  previous: string | null;
  items: JsonObject[];
}

/** What a gateway does with this wire; `asked` is what the model was asked, call by call. */
function createServer() {
  const kept = new Map<string, Kept>();
  const asked: Conversation[] = [];
  const upTo = (id: string | null): JsonObject[] => {
    const found = id === null ? undefined : kept.get(id);
    return found === undefined ? [] : [...upTo(found.previous), ...found.items];
  };
  const answerTo = (body: JsonObject): { text: string } | { json: JsonObject } => {
    const identity = {
      requestId: publicId('request', newId()),
      model: 'fast',
      createdAtMs: Date.now(),
      wantsUsage: true,
    };
    const parts = storedPartsOf(body);
    const items = [...kept.values()].flatMap((one) => one.items);
    const resolved =
      parts === null
        ? body
        : withStoredParts(body, upTo(parts.previousResponseId), (id) => items.find((one) => one.id === id) ?? null);
    const conversation = resolved instanceof ApiError ? resolved : surface.decodeRequest(resolved);
    if (conversation instanceof ApiError) throw conversation;
    const untranslatable = conversation.foreign.find(({ isHint }) => !isHint);
    if (untranslatable !== undefined) throw new Error(`can not be translated: ${untranslatable.path}`);
    asked.push(conversation);
    const said = converse(conversation);
    const encoder = surface.createStreamEncoder({ ...identity, request: body });
    const text =
      deltasOf(said)
        .map((delta) => encoder.encode(delta))
        .join('') + encoder.end(USAGE);
    const choice = { parts: said, finish: finishOf(said), logprobs: null, annotations: [] };
    const answer: Answer = { id: null, choices: [choice], usage: USAGE };
    const response = conversation.stream
      ? encoder.whole?.()
      : surface.encodeAnswer(answer, { ...identity, request: body });
    if (response === null || response === undefined) throw new Error('no response');
    const output = response.output as JsonObject[];
    kept.set(String(response.id), {
      previous: parts?.previousResponseId ?? null,
      items: [...inputItems(body.input, String(response.id)), ...output],
    });
    return conversation.stream ? { text } : { json: response };
  };
  const fetch = (_url: unknown, init?: { body?: unknown }): Promise<Response> => {
    const answer = answerTo(JSON.parse(String(init?.body)) as JsonObject);
    if ('json' in answer) return Promise.resolve(Response.json(answer.json));
    return Promise.resolve(new Response(answer.text, { headers: { 'content-type': 'text/event-stream' } }));
  };
  const client = new OpenAI({
    apiKey: 'x',
    baseURL: 'http://127.0.0.1/v1',
    fetch: fetch,
    maxRetries: 0,
  });
  return { asked, fetch: fetch as typeof globalThis.fetch, client };
}

const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const;
const WEATHER = {
  type: 'function',
  name: 'get_weather',
  description: 'Weather',
  parameters: PARAMETERS,
  strict: true,
} as const;
const ASK = { model: 'fast', input: 'Weather in Paris?', tools: [{ ...WEATHER, parameters: { ...PARAMETERS } }] };

describe('the openai SDK', () => {
  test('reads a stream and the whole answer alike', async () => {
    const { client } = createServer();
    const request = { ...ASK, reasoning: { summary: 'auto' } } as const;
    const whole = await client.responses.create({ ...request, tools: [...ASK.tools] });
    const stream = client.responses.stream({ ...request, tools: [...ASK.tools] });
    const types = new Set<string>();
    for await (const event of stream) types.add(event.type);
    const streamed = await stream.finalResponse();
    expect(streamed.output_text).toBe('I look.');
    expect(streamed.output.map(({ type }) => type)).toEqual(['reasoning', 'message', 'reasoning', 'function_call']);
    expect(types).toEqual(
      new Set([
        'response.created', 'response.in_progress', 'response.output_item.added', 'response.reasoning_summary_part.added',
        'response.reasoning_summary_text.delta', 'response.reasoning_summary_text.done',
        'response.reasoning_summary_part.done', 'response.output_item.done', 'response.content_part.added',
        'response.output_text.delta', 'response.output_text.done', 'response.content_part.done',
        'response.function_call_arguments.delta', 'response.function_call_arguments.done', 'response.completed',
      ]),
    ); // prettier-ignore
    const withoutIds = (response: object) =>
      JSON.parse(JSON.stringify(response).replaceAll(/_[0-9a-f]{32}/g, '_')) as Record<string, unknown>;
    expect(withoutIds(streamed)).toMatchObject({
      ...withoutIds(whole),
      created_at: expect.any(Number),
      output: expect.any(Array),
    });
    expect(streamed.usage).toEqual({
      input_tokens: 11, input_tokens_details: { cached_tokens: 2, cache_write_tokens: 0 }, output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 3 }, total_tokens: 18,
    }); // prettier-ignore
  });

  test('follows up with what came back, or with its id', async () => {
    const { client, asked } = createServer();
    const first = await client.responses.create({ ...ASK, tools: [...ASK.tools] });
    const result = { type: 'function_call_output', call_id: 'call_1', output: 'rain' } as const;
    const byId = await client.responses.create({
      ...ASK,
      tools: [...ASK.tools],
      input: [result],
      previous_response_id: first.id,
    });
    const inFull = await client.responses.create({
      ...ASK,
      tools: [...ASK.tools],
      input: [{ role: 'user', content: ASK.input }, ...(first.output as OpenAI.Responses.ResponseInputItem[]), result],
    });
    expect([byId.output_text, inFull.output_text]).toEqual(['It is: rain', 'It is: rain']);
    expect(asked[1]?.messages).toEqual(asked[2]?.messages);
    // What the provider wants back came back: the thought's proof, and the call's.
    expect(asked[1]?.messages[1]?.parts).toMatchObject([
      { kind: 'thinking', text: 'Hm', signature: 'proof' },
      { kind: 'text', text: 'I look.' },
      { kind: 'tool_call', signature: 'call-proof' },
    ]);
  });

  test('parses an answer by its schema', async () => {
    const { client } = createServer();
    const format = { type: 'json_schema', name: 'city', schema: { ...PARAMETERS }, strict: true } as const;
    const parsed = await client.responses.parse({ model: 'fast', input: 'Which?', text: { format } });
    expect(JSON.parse(parsed.output_text)).toEqual({ city: 'Paris' });
  });

  test('hears of a stream that broke off', async () => {
    const encoder = surface.createStreamEncoder({ requestId: 'req_1', model: 'm', createdAtMs: 0, wantsUsage: true });
    const failure = { code: 'upstream_interrupted', message: 'It broke off.', param: null };
    const text = encoder.encode({ kind: 'text', choice: 0, text: 'half' }) + (encoder.fail?.(failure) ?? '');
    const fetch = () => Promise.resolve(new Response(text, { headers: { 'content-type': 'text/event-stream' } }));
    const client = new OpenAI({ apiKey: 'x', baseURL: 'http://127.0.0.1/v1', fetch, maxRetries: 0 });
    const read = async () => {
      for await (const event of await client.responses.create({ model: 'm', input: 'x', stream: true })) void event;
    };
    await expect(read()).rejects.toMatchObject({ code: 'upstream_interrupted', error: { message: 'It broke off.' } });
    await expect(client.responses.stream({ model: 'm', input: 'x' }).finalResponse()).rejects.toThrow();
  });

  test('would have its stream read back by our own voice', async () => {
    const { fetch } = createServer();
    const answer = await fetch('', { body: JSON.stringify({ ...ASK, stream: true }) });
    const decoder = voice.createStreamDecoder();
    const data = [...(await answer.text()).matchAll(/^data: (.*)$/gm)].map(([, json]) => json ?? '');
    const deltas = data.flatMap((json) => decoder.decode({ type: null, data: json }));
    expect(deltas.filter(({ kind }) => kind === 'error')).toEqual([]);
    expect(deltas.slice(-3)).toMatchObject([
      { kind: 'finish', finish: { reason: 'tool_calls' } },
      { kind: 'usage', usage: USAGE },
      { kind: 'end' },
    ]);
  });
});

test('what our voice asks is a request of the SDK’s own type', () => {
  const conversation = surface.decodeRequest(ASK) as Conversation;
  const request = voice.encodeRequest(conversation, 'up-1');
  if (request instanceof Untranslatable) throw new Error(request.path);
  const typed: OpenAI.Responses.ResponseCreateParams = {
    model: 'up-1',
    input: [{ role: 'user', content: [{ type: 'input_text', text: 'Weather in Paris?' }] }],
    store: false,
    tools: [{ ...WEATHER, parameters: { ...PARAMETERS } }],
  };
  expect(request.body).toEqual(typed);
});

describe('the Agents SDK', () => {
  setTracingDisabled(true);

  function createAgent(client: OpenAI) {
    const weather = tool({
      name: 'get_weather',
      description: 'Weather',
      parameters: { ...PARAMETERS, required: ['city'] },
      strict: true,
      execute: async (input) => `rain in ${(input as { city: string }).city}`,
    });
    return new Agent({ name: 'Guide', model: new OpenAIResponsesModel(client, 'fast'), tools: [weather] });
  }

  test('completes a loop of tools', async () => {
    const { client, asked } = createServer();
    const result = await run(createAgent(client), 'Weather in Paris?');
    expect(result.finalOutput).toBe('It is: rain in Paris');
    expect(asked).toHaveLength(2);
    expect(result.runContext.usage.totalTokens).toBe(36);
  });

  test('completes it streamed', async () => {
    const { client } = createServer();
    const result = await run(createAgent(client), 'Weather in Paris?', { stream: true });
    let text = '';
    for await (const piece of result.toTextStream()) text += piece;
    await result.completed;
    expect(text).toBe('I look.It is: rain in Paris');
    expect(result.finalOutput).toBe('It is: rain in Paris');
  });
});

describe('the AI SDK', () => {
  const tools = {
    get_weather: aiTool({
      description: 'Weather',
      inputSchema: jsonSchema<{ city: string }>({ ...PARAMETERS, required: ['city'] }),
      execute: async ({ city }) => `rain in ${city}`,
    }),
  };

  test('completes a loop of tools, naming earlier items by their ids', async () => {
    const { fetch, asked } = createServer();
    const openai = createOpenAI({ apiKey: 'x', baseURL: 'http://127.0.0.1/v1', fetch });
    const result = await generateText({
      model: openai.responses('fast'),
      prompt: 'Weather in Paris?',
      tools,
      stopWhen: stepCountIs(3),
    });
    expect(result.text).toBe('It is: rain in Paris');
    expect(asked[1]?.messages[1]?.parts.map(({ kind }) => kind)).toEqual(['thinking', 'text', 'tool_call']);
    expect(result.totalUsage).toMatchObject({ inputTokens: 22, outputTokens: 14, totalTokens: 36 });
  });

  test('completes it streamed', async () => {
    const { fetch } = createServer();
    const openai = createOpenAI({ apiKey: 'x', baseURL: 'http://127.0.0.1/v1', fetch });
    const result = streamText({
      model: openai.responses('fast'),
      prompt: 'Weather in Paris?',
      tools,
      stopWhen: stepCountIs(3),
    });
    const kinds = new Set<string>();
    for await (const part of result.fullStream) {
      if (part.type === 'error') throw part.error;
      kinds.add(part.type);
    }
    expect(await result.text).toBe('It is: rain in Paris');
    expect([...kinds]).toEqual(expect.arrayContaining(['text-delta', 'tool-call', 'tool-result', 'finish']));
  });
});
