/** Anthropic's own SDK against our side of its wire: what it sends is understood, what we send is what its types promise. */
import Anthropic from '@anthropic-ai/sdk';
import type { Delta } from '@turnpike/dialects/answer';
import { surface } from '@turnpike/dialects/anthropic-messages/surface';
import { voice } from '@turnpike/dialects/anthropic-messages/voice';
import type { JsonObject } from '@turnpike/dialects/dialect';
import { NO_USAGE } from '@turnpike/domain/usage';
import { anthropicErrorBody } from '@turnpike/errors/anthropic-envelope';
import { ApiError } from '@turnpike/errors/api-error';
import { errorEvent } from '@turnpike/errors/error-styles';
import { describe, expect, it } from 'vitest';

const IDENTITY = { requestId: 'req_01', model: 'public', createdAtMs: 0, wantsUsage: true };
const USAGE = {
  ...NO_USAGE,
  inputTokens: 10,
  cachedInputTokens: 3,
  cacheWriteTokens: 2,
  outputTokens: 7,
  reasoningTokens: 4,
};
const PARAMS: Anthropic.MessageCreateParamsNonStreaming = {
  model: 'public',
  max_tokens: 100,
  system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
  messages: [{ role: 'user', content: 'Weather?' }],
  tools: [{ name: 'get_weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }],
  tool_choice: { type: 'auto', disable_parallel_tool_use: true },
  thinking: { type: 'adaptive', display: 'summarized' },
  output_config: { effort: 'max' },
  metadata: { user_id: 'u-1' },
  stop_sequences: ['END'],
};
const DELTAS: Delta[] = [
  { kind: 'thinking', choice: 0, text: 'Hm.' },
  { kind: 'thinking_seal', choice: 0, signature: 'sig', sealed: null },
  { kind: 'text', choice: 0, text: 'I ' },
  { kind: 'text', choice: 0, text: 'look.' },
  { kind: 'tool_call', choice: 0, call: 0, id: 'call_0', name: 'get_weather', signature: null },
  { kind: 'tool_call', choice: 0, call: 1, id: 'call_1', name: 'get_weather', signature: null },
  { kind: 'tool_arguments', choice: 0, call: 1, text: '{"city":"Oslo"}' },
  { kind: 'tool_arguments', choice: 0, call: 0, text: '{"city":"Pa' },
  { kind: 'tool_arguments', choice: 0, call: 0, text: 'ris"}' },
  { kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } },
];
const CONTENT = [
  { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
  { type: 'text', text: 'I look.' },
  { type: 'tool_use', id: 'call_0', name: 'get_weather', input: { city: 'Paris' } },
  { type: 'tool_use', id: 'call_1', name: 'get_weather', input: { city: 'Oslo' } },
];

/** A client whose server answers this, and the body it was sent. */
function clientOf(status: number, answer: string, contentType = 'application/json') {
  const sent: JsonObject[] = [];
  const client = new Anthropic({
    apiKey: 'key',
    maxRetries: 0,
    fetch: (_url, init) => {
      sent.push(JSON.parse(String(init?.body)) as JsonObject);
      const headers = { 'content-type': contentType, 'request-id': 'req_01' };
      return Promise.resolve(new Response(answer, { status, headers }));
    },
  });
  return { client, sent };
}

function streamOf(deltas: readonly Delta[]): string {
  const encoder = surface.createStreamEncoder(IDENTITY);
  return deltas.map((delta) => encoder.encode(delta)).join('') + encoder.end(USAGE);
}

function read(body: JsonObject) {
  const conversation = surface.decodeRequest(body);
  if (conversation instanceof ApiError) throw conversation;
  return conversation;
}

describe('the SDK', () => {
  it('puts our stream together to the message it was', async () => {
    const { client } = clientOf(200, streamOf(DELTAS), 'text/event-stream');
    const message = await client.messages.stream(PARAMS).finalMessage();
    expect(message).toMatchObject({
      id: 'msg_01',
      model: 'public',
      role: 'assistant',
      content: CONTENT,
      stop_reason: 'tool_use',
    });
    expect(message.usage).toMatchObject({
      input_tokens: 10, cache_read_input_tokens: 3, cache_creation_input_tokens: 2, output_tokens: 11,
      output_tokens_details: { thinking_tokens: 4 },
    }); // prettier-ignore
  });

  it('understands our whole answer', async () => {
    const parts = [{ kind: 'text', text: 'Hello' }] as const;
    const choice = {
      parts,
      finish: { reason: 'stop_sequence', sequence: 'END' },
      logprobs: null,
      annotations: [],
    } as const;
    const answer = surface.encodeAnswer({ id: null, choices: [choice], usage: USAGE }, IDENTITY);
    const { client } = clientOf(200, JSON.stringify(answer));
    const message = await client.messages.create(PARAMS);
    expect(message).toMatchObject({ content: [{ text: 'Hello' }], stop_reason: 'stop_sequence', stop_sequence: 'END' });
    expect(message._request_id).toBe('req_01');
  });

  it('sends what we understand, and its own message back again', async () => {
    const { client, sent } = clientOf(200, streamOf(DELTAS), 'text/event-stream');
    const { content } = await client.messages.stream(PARAMS).finalMessage();
    const first = read(sent[0] ?? {});
    expect(first).toMatchObject({ stream: true, maxOutputTokens: 100, endUser: 'u-1', parallelToolCalls: false });
    expect(first.foreign).toEqual([{ path: 'system[0].cache_control', isHint: true }]);
    const next: Anthropic.MessageParam[] = [
      ...PARAMS.messages,
      { role: 'assistant', content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_0', content: 'rain' }] },
    ];
    await client.messages.stream({ ...PARAMS, messages: next }).done();
    const second = read(sent[1] ?? {});
    expect(second.foreign.every(({ isHint }) => isHint)).toBe(true);
    expect(second.messages[1]).toMatchObject({
      parts: [{ kind: 'thinking', signature: 'sig' }, {}, { id: 'call_0' }, { id: 'call_1' }],
    });
    expect(second.messages[2]).toMatchObject({ parts: [{ callId: 'call_0', name: 'get_weather' }] });
  });

  it('is refused in its own terms', async () => {
    const body = anthropicErrorBody(new ApiError('rate_limit_exceeded'), 'req_01');
    const failure = await clientOf(429, JSON.stringify(body))
      .client.messages.create(PARAMS)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Anthropic.RateLimitError);
    expect(failure).toMatchObject({ type: 'rate_limit_error', requestID: 'req_01', error: { request_id: 'req_01' } });
  });

  it('hears of a failure in mid-stream', async () => {
    const encoder = surface.createStreamEncoder(IDENTITY);
    const begun = encoder.encode({ kind: 'text', choice: 0, text: 'Hel' });
    const text = begun + errorEvent('anthropic', new ApiError('no_target'), 'req_01');
    const { client } = clientOf(200, text, 'text/event-stream');
    const failure = await client.messages
      .stream(PARAMS)
      .finalMessage()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Anthropic.APIError);
    expect(failure).toMatchObject({ type: 'overloaded_error' });
  });
});

describe('its types', () => {
  it('are those of the streams we read', () => {
    const usage: Anthropic.MessageDeltaUsage = {
      input_tokens: null,
      output_tokens: 5,
      cache_creation_input_tokens: null,
      cache_read_input_tokens: 4,
      output_tokens_details: { thinking_tokens: 2 },
      server_tool_use: null,
    };
    const delta = { stop_reason: 'end_turn', stop_sequence: null, stop_details: null, container: null } as const;
    const events: Anthropic.RawMessageStreamEvent[] = [
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '', citations: null } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta, usage: { ...usage, input_tokens: 9 } },
      { type: 'message_stop' },
    ];
    const decoder = voice.createStreamDecoder();
    expect(events.flatMap((event) => decoder.decode({ type: event.type, data: JSON.stringify(event) }))).toEqual([
      { kind: 'text', choice: 0, text: 'Hi' },
      {
        kind: 'usage',
        usage: { ...NO_USAGE, inputTokens: 9, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 2 },
      },
      { kind: 'finish', choice: 0, finish: { reason: 'stop', sequence: null } },
      { kind: 'end' },
    ]);
  });
});
