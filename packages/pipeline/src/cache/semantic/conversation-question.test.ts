import { expect, test } from 'vitest';
import { questionIn } from './conversation-question.js';

const system = { role: 'system', content: 'Be brief.' };

test.each([
  ['openai-chat', { messages: [system, { role: 'user', content: 'Why?' }], seed: 1 }, { messages: [system, { role: 'user', content: null }], seed: 1 }],
  ['openai-chat', { messages: [{ role: 'user', content: [{ type: 'text', text: 'Why?' }] }] }, { messages: [{ role: 'user', content: [{ type: 'text', text: null }] }] }],
  ['anthropic-messages', { system: 'x', messages: [{ role: 'user', content: 'Why?' }] }, { system: 'x', messages: [{ role: 'user', content: null }] }],
  ['openai-responses', { input: 'Why?' }, { input: null }],
  ['openai-responses', { input: [{ role: 'user', content: [{ type: 'input_text', text: 'Why?' }] }] }, { input: [{ role: 'user', content: [{ type: 'input_text', text: null }] }] }],
  ['gemini', { contents: [{ parts: [{ text: 'Why?' }] }] }, { contents: [{ parts: [{ text: null }] }] }],
  ['openai-completions', { prompt: 'Why?', max_tokens: 3 }, { prompt: null, max_tokens: 3 }],
] as const)('%s: the last text, and the rest without it', (dialect, body, rest) => {
  expect(questionIn(dialect, body)).toEqual({ text: 'Why?', rest });
}); // prettier-ignore

test.each([
  ['whose last word is the assistant’s', { messages: [{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }] }],
  ['whose last word is a tool’s', { messages: [{ role: 'tool', content: '3', tool_call_id: 'x' }] }],
  ['with a picture', { messages: [{ role: 'user', content: [{ type: 'text', text: 'What?' }, { type: 'image_url' }] }] }],
  ['of nothing', { messages: [] }],
  ['of blanks', { messages: [{ role: 'user', content: '  ' }] }],
  ['of a long text', { messages: [{ role: 'user', content: 'x'.repeat(2001) }] }],
  ['of nonsense', { messages: [7] }],
])('a conversation %s has no question', (_what, body) => {
  expect(questionIn('openai-chat', body)).toBeNull();
}); // prettier-ignore
