import { NO_USAGE } from '@turnpike/domain/usage';
import { describe, expect, it } from 'vitest';
import type { Answer, Choice, Delta } from '../answer.js';
import { surface } from './surface.js';
import { voice } from './voice.js';

const identity = { requestId: 'req_0af1', model: 'public', createdAtMs: 1_700_000_000_900, wantsUsage: false };
const usage = { ...NO_USAGE, inputTokens: 9, outputTokens: 4 };
const image = {
  kind: 'image',
  source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' },
  detail: null,
} as const;
const call = { kind: 'tool_call', id: 'c', name: 'f', arguments: '{}', signature: null } as const;

function choice(more: Partial<Choice>): Choice {
  return { parts: [], finish: { reason: 'stop', sequence: null }, logprobs: null, annotations: [], ...more };
}

describe('encodeAnswer', () => {
  it('writes what OpenAI would', () => {
    const answer: Answer = { id: 'msg_1', choices: [choice({ parts: [{ kind: 'text', text: 'A' }] })], usage };
    expect(surface.encodeAnswer(answer, identity)).toEqual({
      id: 'chatcmpl-0af1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'public',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'A', refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 4,
        total_tokens: 13,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: {
          ...{ reasoning_tokens: 0, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
        },
      },
    });
  });

  const message = (parts: Choice['parts']) => {
    const { choices } = surface.encodeAnswer({ id: null, choices: [choice({ parts })], usage: null }, identity);
    return (choices as { message: object; finish_reason: string }[])[0];
  };

  it('has no content where there is a call or a refusal instead, and an empty one for nothing', () => {
    expect(message([call])).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
    });
    expect(message([{ kind: 'refusal', text: 'No.' }])).toMatchObject({ message: { content: null, refusal: 'No.' } });
    expect(message([])).toMatchObject({ message: { content: '' } });
  });

  it('carries thoughts, pictures and signatures so that they can come back', () => {
    const thoughts = [
      { kind: 'thinking', text: 'Hm', signature: 'sig', sealed: null },
      { kind: 'thinking', text: '', signature: null, sealed: 'xyz' },
    ] as const;
    const written = message([...thoughts, { kind: 'text', text: 'A' }, image, { ...call, signature: 'g' }]);
    expect(written?.message).toMatchObject({
      reasoning_content: 'Hm',
      images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }],
    });
    const decoded = surface.decodeRequest({ messages: [{ role: 'user', content: 'x' }, written?.message] });
    expect(decoded).toMatchObject({
      foreign: [{ path: 'messages[1].annotations', isHint: true }],
      messages: [{}, { parts: [...thoughts, { kind: 'text', text: 'A' }, image, { ...call, signature: 'g' }] }],
    });
  });

  it.each([
    ['stop_sequence', 'stop'],
    ['length', 'length'],
    ['filtered', 'content_filter'],
    ['refusal', 'content_filter'],
    ['paused', 'stop'],
  ] as const)('says %s as %s', (reason, expected) => {
    const choices = [choice({ finish: { reason, sequence: null } })];
    expect(surface.encodeAnswer({ id: null, choices, usage: null }, identity).choices).toMatchObject([
      { finish_reason: expected },
    ]);
  });
});

describe('the stream encoder', () => {
  function stream(deltas: readonly Delta[], wantsUsage = false): object[] {
    const encoder = surface.createStreamEncoder({ ...identity, wantsUsage });
    const written = deltas.map((delta) => encoder.encode(delta)).join('') + encoder.end(usage);
    expect(written.endsWith(surface.endMark)).toBe(true);
    const events = written.slice(0, -surface.endMark.length).split('\n\n').slice(0, -1);
    return events.map((event) => JSON.parse(event.replace(/^data: /, '')) as object);
  }
  const words = { kind: 'text', choice: 0, text: 'A "quote"\n' } as const;
  const finish = { kind: 'finish', choice: 0, finish: { reason: 'stop', sequence: null } } as const;
  const first = (delta: object, more: object = {}) => ({
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  });
  const role = { role: 'assistant', content: '', refusal: null };

  it('opens with the role, closes with the reason', () => {
    const shared = { id: 'chatcmpl-0af1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'public' };
    expect(stream([words, finish])).toEqual([
      { ...shared, choices: [{ index: 0, delta: role, logprobs: null, finish_reason: null }] },
      { ...shared, choices: [{ index: 0, delta: { content: 'A "quote"\n' }, logprobs: null, finish_reason: null }] },
      { ...shared, choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }] },
    ]);
  });

  it('has usage only for those who want it, null until the last', () => {
    const events = stream([{ kind: 'usage', usage }, words, finish], true);
    expect(events.map((event) => (event as { usage: unknown }).usage)).toMatchObject([
      null,
      null,
      null,
      { total_tokens: 13 },
    ]);
    expect(events.at(-1)).toMatchObject({ choices: [] });
    expect(stream([words, finish]).some((event) => 'usage' in event)).toBe(false);
  });

  it('ends choices that never said why, and an answer of nothing', () => {
    expect(stream([words]).at(-1)).toMatchObject(first({}, { finish_reason: 'stop' }));
    expect(stream([])).toMatchObject([first(role), first({}, { finish_reason: 'stop' })]);
  });

  it('keeps choices and calls apart', () => {
    const events = stream([
      { kind: 'tool_call', choice: 0, call: 0, id: 'c', name: 'f', signature: null },
      { kind: 'text', choice: 1, text: 'B' },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '{}' },
      finish,
    ]);
    expect(events).toMatchObject([
      first(role),
      first({ tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '' } }] }),
      { choices: [{ index: 1, delta: role }] },
      { choices: [{ index: 1, delta: { content: 'B' } }] },
      first({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
      first({}, { finish_reason: 'tool_calls' }),
      { choices: [{ index: 1, finish_reason: 'stop' }] },
    ]);
  });

  it('is read by the decoder of the same wire as what it was made of', () => {
    const token = { token: 'A', logprob: -1, bytes: [65], alternatives: [] };
    const deltas: Delta[] = [
      { kind: 'thinking', choice: 0, text: 'Hm' },
      words,
      { kind: 'logprobs', choice: 0, tokens: [token] },
      { kind: 'media', choice: 0, part: image },
      { kind: 'tool_call', choice: 0, call: 0, id: 'c', name: 'f', signature: 'sig' },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '{}' },
      { kind: 'refusal', choice: 0, text: 'No.' },
      { kind: 'finish', choice: 0, finish: { reason: 'length', sequence: null } },
    ];
    const decoder = voice.createStreamDecoder();
    const read = stream(deltas, true).flatMap((event) => decoder.decode({ type: null, data: JSON.stringify(event) }));
    expect(read).toEqual([...deltas, { kind: 'usage', usage }]);
  });
});
