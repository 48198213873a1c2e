import { expect, test } from 'vitest';
import { errorStyleOf } from './caller-style.js';
import { messages } from './messages/messages.operation.js';
import { listModels, retrieveCall } from './registry.js';

const version = { 'anthropic-version': '2023-06-01' };

test.each([
  ['models, which three vendors have', listModels, {}, 'openai'],
  ['models', listModels, version, 'anthropic'],
  ['models', listModels, { 'x-goog-api-key': 'k' }, 'gemini'],
  ['models', listModels, { ...version, 'x-goog-api-client': 'genai-js' }, 'gemini'],
  ['what is one vendor’s', messages, {}, 'anthropic'],
  ['what is ours', retrieveCall, version, 'openai'],
])('%s', (_name, operation, headers, style) => {
  expect(errorStyleOf(operation, headers)).toBe(style);
});
