import { ApiError } from '@turnpike/errors/api-error';
import { NO_USAGE } from '@turnpike/domain/usage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../conversation.js';
import { surface } from './surface.js';

function decode(fields: object): Conversation {
  const decoded = surface.decodeRequest({ model: 'm', prompt: 'Once', ...fields });
  if (decoded instanceof ApiError) throw decoded;
  return decoded;
}

describe('decodeRequest', () => {
  it('takes the prompt for what a user says, within OpenAI’s own bound', () => {
    const messages = [{ role: 'user', parts: [{ kind: 'text', text: 'Once' }], name: null }];
    expect(decode({})).toMatchObject({ from: 'openai-completions', messages, maxOutputTokens: 16, foreign: [] });
    expect(decode({ prompt: ['Once'] }).messages).toEqual(messages);
  });

  it('reads the settings', () => {
    const fields = { max_tokens: 5, temperature: 1, top_p: 0.5, stop: ['a'], seed: 3, n: 2, best_of: 2, logprobs: 4 };
    expect(decode({ ...fields, user: 'u', stream: true })).toMatchObject({
      ...{ maxOutputTokens: 5, temperature: 1, topP: 0.5, stop: ['a'], seed: 3, choices: 2, logprobs: 4 },
      ...{ endUser: 'u', stream: true, foreign: [] },
    });
  });

  it.each([
    [{ prompt: ['a', 'b'] }, 'prompt'],
    [{ prompt: [1, 2] }, 'prompt'],
    [{ prompt: [[1, 2]] }, 'prompt'],
    [{ prompt: null }, 'prompt'],
    [{ echo: true }, 'echo'],
    [{ suffix: 'end' }, 'suffix'],
    [{ best_of: 3 }, 'best_of'],
    [{ logit_bias: { 1: 2 } }, 'logit_bias'],
    [{ guided_regex: 'x' }, 'guided_regex'],
  ])('takes %j for what changes the answer', (fields, path) => {
    expect(decode(fields).foreign).toEqual([{ path, isHint: false }]);
  });

  it('refuses what it can’t understand, and never throws', () => {
    expect(surface.decodeRequest({ prompt: 'x', temperature: 'hot' })).toMatchObject({ param: 'temperature' });
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => void surface.decodeRequest(body)));
  });
});

const identity = { requestId: 'req_0af1', model: 'public', createdAtMs: 1_700_000_000_000, wantsUsage: true };
const usage = { ...NO_USAGE, inputTokens: 9, outputTokens: 4 };
const tokens = [
  { token: 'ab', logprob: -1, bytes: null, alternatives: [{ token: '__proto__', logprob: -2, bytes: null }] },
  { token: 'c', logprob: -3, bytes: null, alternatives: [] },
];

it('writes an answer as text alone', () => {
  const parts = [
    { kind: 'thinking', text: 'Hm', signature: null, sealed: null },
    { kind: 'text', text: 'abc' },
  ] as const;
  const finish = { reason: 'length', sequence: null } as const;
  const answer = { id: null, choices: [{ parts, finish, logprobs: tokens, annotations: [] }], usage };
  const written = surface.encodeAnswer(answer, identity);
  expect(written).toMatchObject({
    id: 'cmpl-0af1',
    object: 'text_completion',
    created: 1_700_000_000,
    model: 'public',
    choices: [{ text: 'abc', index: 0, finish_reason: 'length' }],
    usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 },
  });
  const [choice] = written.choices as { logprobs: object }[];
  expect(JSON.stringify(choice?.logprobs)).toBe(
    '{"tokens":["ab","c"],"token_logprobs":[-1,-3],"top_logprobs":[{"__proto__":-2},{}],"text_offset":[0,2]}',
  );
});

it('writes a stream of text', () => {
  const encoder = surface.createStreamEncoder(identity);
  const written = [
    encoder.encode({ kind: 'thinking', choice: 0, text: 'Hm' }),
    encoder.encode({ kind: 'text', choice: 0, text: 'abc' }),
    encoder.encode({ kind: 'logprobs', choice: 0, tokens }),
    encoder.encode({ kind: 'logprobs', choice: 0, tokens: tokens.slice(1) }),
    encoder.encode({ kind: 'finish', choice: 0, finish: { reason: 'stop', sequence: null } }),
    encoder.end(usage),
  ].join('');
  const events = written.split('\n\n').slice(0, -1);
  expect(events.at(-1)).toBe('data: [DONE]');
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice('data: '.length)) as object);
  expect(chunks).toMatchObject([
    {
      object: 'text_completion',
      usage: null,
      choices: [{ text: 'abc', index: 0, logprobs: null, finish_reason: null }],
    },
    { choices: [{ text: '', logprobs: { text_offset: [0, 2] } }] },
    { choices: [{ text: '', logprobs: { text_offset: [3] } }] },
    { choices: [{ text: '', finish_reason: 'stop' }] },
    { choices: [], usage: { total_tokens: 13 } },
  ]);
});
