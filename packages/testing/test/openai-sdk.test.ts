/** OpenAI's own SDK as the judge of what our surfaces say, whole and streamed, without a server between. */
import type { Answer, Delta } from '@turnpike/dialects/answer';
import type { Surface } from '@turnpike/dialects/dialect';
import { surface as chat } from '@turnpike/dialects/openai-chat/surface';
import { surface as completions } from '@turnpike/dialects/openai-completions/surface';
import { NO_USAGE } from '@turnpike/domain/usage';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';

const usage = { ...NO_USAGE, inputTokens: 9, cachedInputTokens: 2, outputTokens: 4, reasoningTokens: 3 };
const identity = { requestId: 'req_0af1', model: 'public', createdAtMs: 1_700_000_000_000, wantsUsage: true };

/** An SDK whose server answers with what a surface makes of these. */
function clientOf(surface: Surface, answer: Answer, deltas: readonly Delta[] = []): OpenAI {
  const fetch = (_url: unknown, init?: RequestInit): Promise<Response> => {
    const { stream } = JSON.parse(init?.body as string) as { stream?: boolean };
    if (stream !== true) return Promise.resolve(Response.json(surface.encodeAnswer(answer, identity)));
    const encoder = surface.createStreamEncoder(identity);
    const text = deltas.map((delta) => encoder.encode(delta)).join('') + encoder.end(usage);
    return Promise.resolve(new Response(text, { headers: { 'content-type': 'text/event-stream' } }));
  };
  return new OpenAI({ apiKey: 'x', baseURL: 'http://127.0.0.1/v1', fetch, maxRetries: 0 });
}

const text = (words: string) => ({ kind: 'text', text: words }) as const;
const call = (id: string, name: string) => ({ kind: 'tool_call', id, name, signature: null }) as const;
const finish = (reason: 'stop' | 'tool_calls') => ({ reason, sequence: null });
const token = { token: 'A', logprob: -0.5, bytes: [65], alternatives: [{ token: 'B', logprob: -1, bytes: [66] }] };
const ask = { model: 'public', messages: [{ role: 'user' as const, content: 'Hi' }] };

describe('chat completions', () => {
  const parts = [
    { kind: 'thinking', text: 'Hm', signature: null, sealed: null },
    text('A'),
    { ...call('c1', 'get_weather'), arguments: '{"city":"Paris"}' },
    { ...call('c2', 'get_time'), arguments: '{}' },
  ] as const;
  const answer: Answer = {
    id: null,
    choices: [{ parts, finish: finish('tool_calls'), logprobs: [token], annotations: [] }],
    usage,
  };
  const deltas: Delta[] = [
    { kind: 'usage', usage: NO_USAGE },
    { kind: 'thinking', choice: 0, text: 'Hm' },
    { kind: 'text', choice: 0, text: 'A' },
    { kind: 'logprobs', choice: 0, tokens: [token] },
    { ...call('c1', 'get_weather'), choice: 0, call: 0 },
    { kind: 'tool_arguments', choice: 0, call: 0, text: '{"city":' },
    { kind: 'tool_arguments', choice: 0, call: 0, text: '"Paris"}' },
    { ...call('c2', 'get_time'), choice: 0, call: 1 },
    { kind: 'tool_arguments', choice: 0, call: 1, text: '{}' },
    { kind: 'finish', choice: 0, finish: finish('tool_calls') },
  ];
  const expected = {
    id: 'chatcmpl-0af1',
    model: 'public',
    choices: [
      {
        finish_reason: 'tool_calls',
        logprobs: { content: [{ token: 'A', logprob: -0.5, top_logprobs: [{ token: 'B' }] }] },
        message: {
          role: 'assistant',
          content: 'A',
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
            { id: 'c2', type: 'function', function: { name: 'get_time', arguments: '{}' } },
          ],
        },
      },
    ],
    usage: {
      prompt_tokens: 11,
      completion_tokens: 7,
      total_tokens: 18,
      prompt_tokens_details: { cached_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 3 },
    },
  };

  it('are read whole', async () => {
    expect(await clientOf(chat, answer).chat.completions.create(ask)).toMatchObject(expected);
  });

  it('are gathered from a stream by its own accumulator', async () => {
    const stream = clientOf(chat, answer, deltas).chat.completions.stream(ask);
    const contents: string[] = [];
    stream.on('content', (delta) => contents.push(delta));
    expect(await stream.finalChatCompletion()).toMatchObject(expected);
    expect(contents).toEqual(['A']);
  });

  it('come back as they went, in a loop of tools', async () => {
    const signed: Delta[] = [
      { kind: 'thinking', choice: 0, text: 'Hm' },
      { kind: 'thinking_seal', choice: 0, signature: 'sig-1', sealed: null },
      { kind: 'thinking_seal', choice: 0, signature: null, sealed: 'xyz' },
      { ...call('c1', 'f'), signature: 'sig-2', choice: 0, call: 0 },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '{}' },
      { kind: 'finish', choice: 0, finish: finish('tool_calls') },
    ];
    const message = await clientOf(chat, answer, signed).chat.completions.stream(ask).finalMessage();
    const decoded = chat.decodeRequest({ ...ask, messages: [...ask.messages, message] });
    expect(decoded).toMatchObject({
      messages: [
        {},
        {
          parts: [
            { kind: 'thinking', text: 'Hm', signature: 'sig-1', sealed: null },
            { kind: 'thinking', text: '', signature: null, sealed: 'xyz' },
            { kind: 'tool_call', id: 'c1', name: 'f', arguments: '{}', signature: 'sig-2' },
          ],
        },
      ],
    });
    const foreign = 'foreign' in decoded ? decoded.foreign : null;
    expect(foreign?.filter(({ isHint }) => !isHint)).toEqual([]);
  });

  it('of structured output are parsed', async () => {
    const json = [text('{"a":'), text('1}')].map((part) => ({ ...part, choice: 0 }));
    const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] };
    const format = { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } } as const;
    const stream = clientOf(chat, answer, [...json, { kind: 'finish', choice: 0, finish: finish('stop') }]);
    const whole = await stream.chat.completions.stream({ ...ask, response_format: format }).finalContent();
    expect(whole).toBe('{"a":1}');
  });

  it('tell a refusal', async () => {
    const refused: Delta[] = [
      { kind: 'refusal', choice: 0, text: 'I won’t.' },
      { kind: 'finish', choice: 0, finish: { reason: 'refusal', sequence: null } },
    ];
    const message = await clientOf(chat, answer, refused).chat.completions.stream(ask).finalMessage();
    expect([message.refusal, message.content || null]).toEqual(['I won’t.', null]);
  });

  it('of several choices are kept apart', async () => {
    const two: Delta[] = [0, 1, 0, 1].map((choice) => ({ ...text(`${choice}`), choice }));
    const { choices } = await clientOf(chat, answer, two)
      .chat.completions.stream({ ...ask, n: 2 })
      .finalChatCompletion();
    expect(choices.map(({ message }) => message.content)).toEqual(['00', '11']);
  });
});

describe('legacy completions', () => {
  const answer: Answer = {
    id: null,
    choices: [{ parts: [text('Once')], finish: finish('stop'), logprobs: null, annotations: [] }],
    usage,
  };
  const client = clientOf(completions, answer, [
    { ...text('On'), choice: 0 },
    { ...text('ce'), choice: 0 },
    { kind: 'finish', choice: 0, finish: finish('stop') },
  ]);

  it('are read whole and streamed', async () => {
    const whole = await client.completions.create({ model: 'public', prompt: 'x' });
    expect(whole).toMatchObject({ id: 'cmpl-0af1', choices: [{ text: 'Once', finish_reason: 'stop' }] });
    let streamed = '';
    let total = 0;
    for await (const chunk of await client.completions.create({ model: 'public', prompt: 'x', stream: true })) {
      streamed += chunk.choices[0]?.text ?? '';
      total = chunk.usage?.total_tokens ?? total;
    }
    expect([streamed, total]).toEqual(['Once', 18]);
  });
});
