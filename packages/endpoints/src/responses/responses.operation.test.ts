import { countTextTokens } from '@turnpike/domain/token-count';
import { ApiError } from '@turnpike/errors/api-error';
import { describe, expect, test } from 'vitest';
import type { CallFacts } from '../operation.js';
import { OUTPUT_TOKENS_CEILING } from '../validation.js';
import { responses } from './responses.operation.js';

const GOOD = { model: 'm', input: 'x' };
const CALL: CallFacts = { params: {}, query: '', headers: {} };

test.each<[object, object]>([
  [{}, { model: 'm', stream: false, wantsUsageEvent: true, endUser: null, maxOutputTokens: null, choices: 1 }],
  [
    { stream: true, max_output_tokens: 7 },
    { stream: true, maxOutputTokens: 7, outputBoundParam: 'max_output_tokens' },
  ],
  [{ stream: null, store: null, background: false, metadata: null, prompt: null }, { stream: false }],
  [{ input: [{ role: 'user', content: 'x' }], anything: { else: true } }, { model: 'm' }],
  [{ user: 'ada', safety_identifier: 'bob' }, { endUser: 'ada' }],
  [{ safety_identifier: 'bob' }, { endUser: 'bob' }],
])('%o', (more, expected) => {
  expect(responses.parse({ ...GOOD, ...more }, CALL)).toMatchObject(expected);
});

test.each<[object, string]>([
  [{ model: undefined }, 'model'],
  [{ model: 'm'.repeat(201) }, 'model'],
  [{ input: undefined }, 'input'],
  [{ input: 5 }, 'input'],
  [{ stream: 1 }, 'stream'],
  [{ store: 'no' }, 'store'],
  [{ max_output_tokens: 0 }, 'max_output_tokens'],
  [{ max_output_tokens: OUTPUT_TOKENS_CEILING + 1 }, 'max_output_tokens'],
  [{ previous_response_id: 5 }, 'previous_response_id'],
  [{ instructions: ['x'] }, 'instructions'],
  [{ metadata: 'x' }, 'metadata'],
])('%o is refused by name', (more, param) => {
  const refused = responses.parse({ ...GOOD, ...more }, CALL);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({ code: 'invalid_parameter', param });
});

test.each<[object, string]>([
  [{ background: true }, 'background'],
  [{ conversation: 'conv_1' }, 'conversation'],
  [{ prompt: { id: 'pmpt_1' } }, 'prompt'],
])('%o would be kept where all callers share an account, and is refused', (more, param) => {
  expect(responses.parse({ ...GOOD, ...more }, CALL)).toMatchObject({ code: 'unsupported_parameter', param });
});

describe('counting, for a provider that does not', () => {
  test('all that is said, asked of tools and heard from them', () => {
    const count = (input: unknown) => responses.countInputTokens({ input });
    const empty = count([{ role: 'user', content: '' }]);
    for (const item of [
      { role: 'user', content: [{ type: 'input_text', text: 'some words' }] },
      { type: 'function_call', name: 'find', arguments: '{"q":"x"}' },
      { type: 'function_call_output', output: 'some words' },
    ]) {
      expect(count([item])).toBeGreaterThan(empty);
    }
    expect(count('hello')).toBe(count([{ role: 'user', content: 'hello' }]));
    expect(count({ nonsense: true })).toBe(count([]));
    expect(count([null, 5])).toBeGreaterThan(0);
  });

  test('the answer by all that it says', () => {
    const output = [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
      { type: 'message', content: [{ type: 'output_text', text: 'some words' }] },
      { type: 'function_call', call_id: 'c', name: 'find', arguments: '{"q":"x"}' },
    ];
    const answer = Buffer.from(JSON.stringify({ object: 'response', status: 'completed', output }));
    const said = ['hm', 'some words', 'find{"q":"x"}'].reduce((sum, text) => sum + countTextTokens(text), 0);
    expect(responses.countOutputTokens(answer)).toBe(said);
    expect(responses.countOutputTokens(Buffer.from('nonsense'))).toBe(0);
  });
});
