import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import { ApiError } from '@turnpike/errors/api-error';
import { describe, expect, test } from 'vitest';
import { OUTPUT_TOKENS_CEILING } from '../validation.js';
import { chatCompletions } from './chat-completions.operation.js';

const NO_FACTS = { params: {}, query: '', headers: {} };

const GOOD = { model: 'm', messages: [{ role: 'user', content: 'x' }] };

test.each<[object, object]>([
  [{}, { model: 'm', stream: false, wantsUsageEvent: false, endUser: null, maxOutputTokens: null, choices: 1 }],
  [
    { stream: true, stream_options: { include_usage: true } },
    { stream: true, wantsUsageEvent: true },
  ],
  [
    { stream: null, stream_options: null, n: null, max_tokens: null },
    { stream: false, maxOutputTokens: null, choices: 1 },
  ],
  [{ max_tokens: 5 }, { maxOutputTokens: 5 }],
  [
    { max_completion_tokens: 7, n: 3 },
    { maxOutputTokens: 21, choices: 3 },
  ],
  [{ max_tokens: 9, max_completion_tokens: 7 }, { maxOutputTokens: 9 }],
  [{ max_tokens: 7, max_completion_tokens: 9 }, { maxOutputTokens: 9 }],
  [{ user: 'ada', anything: { else: true } }, { endUser: 'ada' }],
])('%o', (more, expected) => {
  expect(chatCompletions.parse({ ...GOOD, ...more }, NO_FACTS)).toMatchObject(expected);
});

test.each<[object, string]>([
  [{ model: undefined }, 'model'],
  [{ model: 'm'.repeat(201) }, 'model'],
  [{ messages: 'hello' }, 'messages'],
  [{ messages: ['hello'] }, 'messages[0]'],
  [{ messages: [{ role: 1 }] }, 'messages[0].role'],
  [{ n: 0 }, 'n'],
  [{ n: 129 }, 'n'],
  [{ max_tokens: OUTPUT_TOKENS_CEILING + 1 }, 'max_tokens'],
  [{ max_tokens: -1 }, 'max_tokens'],
  [{ max_completion_tokens: 1.5 }, 'max_completion_tokens'],
  [{ stream: 1 }, 'stream'],
  [{ stream_options: { include_usage: 'yes' } }, 'stream_options.include_usage'],
])('%o is refused by name', (more, param) => {
  const refused = chatCompletions.parse({ ...GOOD, ...more }, NO_FACTS);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({ code: 'invalid_parameter', param });
});

describe('counting, for a provider that does not', () => {
  test('the prompt by its messages', () => {
    expect(chatCompletions.countInputTokens(GOOD)).toBe(countChatPromptTokens(GOOD.messages));
    expect(chatCompletions.countInputTokens({ messages: 'nonsense' })).toBe(countChatPromptTokens([]));
  });

  test('the answer by all that its choices say', () => {
    const call = { function: { name: 'find', arguments: '{"q":"x"}' } };
    const answer = {
      choices: [
        { message: { content: 'two words', reasoning_content: 'first ' } },
        { message: { refusal: 'no', tool_calls: [call, null] } },
        null,
        {},
      ],
    };
    const expected = countTextTokens('first two words') + countTextTokens('nofind{"q":"x"}');
    expect(chatCompletions.countOutputTokens(Buffer.from(JSON.stringify(answer)))).toBe(expected);
  });

  test.each(['', 'not json', '[]', '{}', '{"choices":7}'])('an answer like "%s" has none', (answer) => {
    expect(chatCompletions.countOutputTokens(Buffer.from(answer))).toBe(0);
  });
});
