/** Our Cohere held against Cohere's own client: what it sends for the same wish, and what it makes of the same events. */
import { type Cohere, CohereClientV2 } from 'cohere-ai';
import { voice } from '@turnpike/dialects/cohere-chat/voice';
import { voice as embedVoice } from '@turnpike/dialects/cohere-embed/voice';
import { voice as rerankVoice } from '@turnpike/dialects/cohere-rerank/voice';
import { type Conversation, EMPTY_CONVERSATION } from '@turnpike/dialects/conversation';
import { expect, test } from 'vitest';

/** Cohere's client, over an answer that is already there. */
function clientOver(answer: { contentType: string; body: string }): { client: CohereClientV2; sent: unknown[] } {
  const sent: unknown[] = [];
  const ask: typeof fetch = (_, init) => {
    sent.push(JSON.parse(String(init?.body)));
    return Promise.resolve(new Response(answer.body, { headers: { 'content-type': answer.contentType } }));
  };
  return { client: new CohereClientV2({ token: 'co', fetch: ask, maxRetries: 0 }), sent };
}

const wish: Conversation = {
  ...EMPTY_CONVERSATION,
  from: 'openai-chat',
  system: [{ kind: 'text', text: 'Be brief.' }],
  messages: [
    {
      role: 'user',
      name: null,
      parts: [
        { kind: 'text', text: 'Hello' },
        { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'iVBO' }, detail: 'low' },
      ],
    },
    {
      role: 'assistant',
      name: null,
      parts: [
        { kind: 'thinking', text: 'Ask.', signature: null, sealed: null },
        { kind: 'tool_call', id: 'c1', name: 'get_weather', arguments: '{"city":"Paris"}', signature: null },
      ],
    },
    {
      role: 'user',
      name: null,
      parts: [
        { kind: 'tool_result', callId: 'c1', name: null, content: [{ kind: 'text', text: 'rain' }], isError: false },
      ],
    },
  ],
  tools: [{ name: 'get_weather', description: 'Weather', parameters: { type: 'object' }, strict: true }],
  toolChoice: { kind: 'required' },
  maxOutputTokens: 100,
  temperature: 0.5,
  topP: 0.9,
  topK: 40,
  stop: ['END'],
  seed: 7,
  presencePenalty: 0.1,
  frequencyPenalty: 0.2,
  logprobs: 0,
  reasoning: { enabled: true, effort: null, budgetTokens: 2_000, visible: null },
};

const sameWish: Cohere.V2ChatRequest = {
  model: 'command-a',
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Hello' },
        { type: 'image_url', imageUrl: { url: 'data:image/png;base64,iVBO', detail: 'low' } },
      ],
    },
    {
      role: 'assistant',
      toolPlan: 'Ask.',
      toolCalls: [{ id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } }],
    },
    { role: 'tool', toolCallId: 'c1', content: [{ type: 'text', text: 'rain' }] },
  ],
  tools: [
    { type: 'function', function: { name: 'get_weather', description: 'Weather', parameters: { type: 'object' } } },
  ],
  strictTools: true,
  toolChoice: 'REQUIRED',
  maxTokens: 100,
  temperature: 0.5,
  p: 0.9,
  k: 40,
  stopSequences: ['END'],
  seed: 7,
  presencePenalty: 0.1,
  frequencyPenalty: 0.2,
  logprobs: true,
  thinking: { type: 'enabled', tokenBudget: 2_000 },
};

test('Cohere’s client sends for the same wish what we send', async () => {
  const answer = JSON.stringify({ id: 'x', finish_reason: 'COMPLETE', message: { role: 'assistant' } });
  const { client, sent } = clientOver({ contentType: 'application/json', body: answer });
  await client.chat(sameWish);
  expect(voice.encodeRequest(wish, 'command-a')).toEqual({ body: sent[0], dropped: [] });
  await client.chat({
    model: 'command-a',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    responseFormat: { type: 'json_object', jsonSchema: { type: 'object' } },
  });
  const format: Conversation = {
    ...EMPTY_CONVERSATION,
    from: 'openai-chat',
    messages: [{ role: 'user', name: null, parts: [{ kind: 'text', text: 'Hello' }] }],
    responseFormat: { kind: 'schema', name: 'a', description: null, schema: { type: 'object' }, strict: null },
  };
  expect(voice.encodeRequest(format, 'command-a')).toEqual({ body: sent[1], dropped: [] });
});

test('Cohere’s client sends for the same texts and documents what we send', async () => {
  const embedded = { id: 'x', embeddings: { float: [[1]] }, texts: ['a'], response_type: 'embeddings_by_type' };
  const embeds = clientOver({ contentType: 'application/json', body: JSON.stringify(embedded) });
  await embeds.client.embed({
    model: 'embed-v4.0',
    inputType: 'search_query',
    texts: ['a'],
    embeddingTypes: ['float'],
    outputDimension: 256,
    truncate: 'NONE',
  });
  const paths = { inputs: 'input', dimensions: 'dimensions', inputType: 'input_type' };
  const texts = {
    from: 'openai-embeddings',
    inputs: ['a'],
    dimensions: 256,
    format: 'float',
    inputType: 'query',
  } as const;
  const request = { ...texts, endUser: null, foreign: [], paths };
  expect(embedVoice.encodeRequest(request, 'embed-v4.0')).toEqual({ body: embeds.sent[0], dropped: [] });

  const ranks = clientOver({ contentType: 'application/json', body: JSON.stringify({ results: [] }) });
  await ranks.client.rerank({ model: 'rerank', query: 'q', documents: ['a'], topN: 1, maxTokensPerDoc: 9 });
  const asked = { from: 'cohere-rerank', query: 'q', documents: ['a'], topN: 1, maxTokensPerDocument: 9 } as const;
  const ranking = { ...asked, returnsDocuments: false, foreign: [] };
  expect(rerankVoice.encodeRequest(ranking, 'rerank')).toEqual({ body: ranks.sent[0], dropped: [] });
});

const EVENTS = [
  { type: 'message-start', id: 'gen-1', delta: { message: { role: 'assistant' } } },
  { type: 'tool-plan-delta', delta: { message: { tool_plan: 'Ask.' } } },
  { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
  { type: 'content-delta', index: 0, delta: { message: { content: { text: 'Rain.' } } } },
  { type: 'content-end', index: 0 },
  {
    type: 'tool-call-start',
    index: 0,
    delta: {
      message: { tool_calls: { id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '' } } },
    },
  },
  { type: 'tool-call-delta', index: 0, delta: { message: { tool_calls: { function: { arguments: '{"a":1}' } } } } },
  { type: 'tool-call-end', index: 0 },
  {
    type: 'message-end',
    id: 'gen-1',
    delta: { finish_reason: 'TOOL_CALL', usage: { billed_units: { input_tokens: 3, output_tokens: 2 } } },
  },
];

test('Cohere’s client and we read the same out of a stream', async () => {
  const body = EVENTS.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  const { client } = clientOver({ contentType: 'text/event-stream', body: `${body}data: [DONE]\n\n` });
  const theirs: Cohere.V2ChatStreamResponse[] = [];
  for await (const event of await client.chatStream({ model: 'command-a', messages: [] })) theirs.push(event);
  const decoder = voice.createStreamDecoder();
  const ours = EVENTS.flatMap((event) => [...decoder.decode({ type: event.type, data: JSON.stringify(event) })]);

  const said = theirs.flatMap((event) => {
    if (event.type === 'content-delta') return [event.delta?.message?.content?.text];
    if (event.type === 'tool-plan-delta') return [event.delta?.message?.toolPlan];
    if (event.type === 'tool-call-delta') return [event.delta?.message?.toolCalls?.function?.arguments];
    return [];
  });
  expect(ours.flatMap((delta) => ('text' in delta ? [delta.text] : []))).toEqual(said);
  const call = theirs.find((event) => event.type === 'tool-call-start')?.delta?.message?.toolCalls;
  expect(ours.find((delta) => delta.kind === 'tool_call')).toMatchObject({ id: call?.id, name: call?.function?.name });
  const billed = theirs.find((event) => event.type === 'message-end')?.delta?.usage?.billedUnits;
  const usage = { inputTokens: billed?.inputTokens, outputTokens: billed?.outputTokens };
  expect(ours.find((delta) => delta.kind === 'usage')).toMatchObject({ usage });
  expect(theirs).toHaveLength(EVENTS.length);
});
