import { describe, expect, it, test } from 'vitest';
import { canonicalModelUrl, streamFramingOf } from './model-path.js';

describe('canonicalModelUrl', () => {
  it.each([
    ['/v1beta/models/gemini-2.5-flash:generateContent', '/v1beta/models/gemini-2.5-flash:generateContent'],
    ['/v1/models/m:streamGenerateContent?alt=sse', '/v1beta/models/m:streamGenerateContent?alt=sse'],
    ['/v1alpha/models/m:countTokens', '/v1beta/models/m:countTokens'],
    ['/v1/models/meta/llama:8b:generateContent?key=k/1', '/v1beta/models/meta%2Fllama:8b:generateContent?key=k/1'],
    ['/v1beta/models/meta%2Fllama:embedContent', '/v1beta/models/meta%2Fllama:embedContent'],
  ])('%s', (url, canonical) => {
    expect(canonicalModelUrl(url)).toBe(canonical);
  });

  it.each([
    '/v1/models',
    '/v1/models/gpt-4o',
    '/v1/models/llama:8b',
    '/v1beta/models/m',
    '/v1beta/models/:generateContent',
    '/v1beta/models/m:predict',
    '/v1/chat/completions?x=/models/m:generateContent',
    '/v1/models?x=/v1/models/m:generateContent',
    '/apis/models/m:generateContent',
  ])('%s is itself', (url) => {
    expect(canonicalModelUrl(url)).toBe(url);
  });

  it('takes no longer for long addresses', () => {
    const url = `/v1/models/${':generateContent'.repeat(50_000)}x`;
    expect(canonicalModelUrl(url)).toBe(url);
  });
});

test.each([
  ['alt=sse', 'sse'],
  ['key=k&alt=sse', 'sse'],
  ['$alt=sse', 'sse'],
  ['', 'json_array'],
  ['alt=json', 'json_array'],
])('a stream with "%s" is framed as %s', (query, framing) => {
  expect(streamFramingOf(query)).toBe(framing);
});
