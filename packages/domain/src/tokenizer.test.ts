import { expect, test } from 'vitest';
import { tokenizerFor } from './tokenizer.js';

test.each([
  ['gpt-4o-mini-2024-07-18', 'o200k'],
  ['openai/gpt-4.1', 'o200k'],
  ['gpt-5.2', 'o200k'],
  ['o3-mini', 'o200k'],
  ['ft:gpt-4o-mini:acme::7p4l', 'o200k'],
  ['openai/gpt-oss-120b', 'o200k'],
  ['gpt-4-turbo', 'cl100k'],
  ['gpt-35-turbo', 'cl100k'],
  ['gpt-3.5-turbo-0125', 'cl100k'],
  ['text-embedding-3-large', 'cl100k'],
  ['us.anthropic.claude-sonnet-4-20250514-v1:0', 'claude'],
  ['gemini-2.5-flash', 'gemini'],
  ['google/gemma-3-27b-it', 'gemini'],
  ['command-a-03-2025', 'command'],
  ['meta-llama/Llama-3.3-70B-Instruct', 'llama3'],
  ['accounts/fireworks/models/llama-v3p1-8b-instruct', 'llama3'],
  ['us.meta.llama3-1-70b-instruct-v1:0', 'llama3'],
  ['llama3.2:3b', 'llama3'],
  ['deepseek-r1-distill-llama-70b', 'llama3'],
  ['Qwen/Qwen3-235B-A22B', 'qwen2'],
  ['qwen3.5-plus', 'o200k'],
  ['deepseek-reasoner', 'deepseek3'],
  ['mistral-small-latest', 'tekken'],
  ['meta-llama/Llama-4-Maverick', 'o200k'],
  ['sandbox-small', 'o200k'],
  ['', 'o200k'],
])('%s counts in tokens of %s', (name, tokenizer) => {
  expect(tokenizerFor(name)).toBe(tokenizer);
});

test('a deployment that is named for nothing is known by its public name', () => {
  expect(tokenizerFor('prod-eu-2', 'claude-sonnet-4')).toBe('claude');
  expect(tokenizerFor('gpt-4o', 'claude-sonnet-4')).toBe('o200k');
});
