import { UNSIGNED_THOUGHT } from '@turnpike/dialects/openai-chat/thoughts';
import { describe, expect, it } from 'vitest';
import type { BuildRequestInput, UpstreamRequest } from '../provider-adapter.js';
import { VENDORS } from '../vendors/vendors.js';
import { buildRequest } from './build-request.js';
import { vendorWireOf } from './vendor-wire.js';

function build(baseUrl: string, body: Record<string, unknown>, isTranslated = false): UpstreamRequest {
  const raw = isTranslated ? null : Buffer.from(JSON.stringify(body));
  const call = {
    operation: 'chat.completions',
    dialect: 'openai-chat',
    upstreamModel: 'm',
    requestId: 'req_1',
  } as const;
  const input: BuildRequestInput = {
    ...call,
    body,
    raw,
    stream: body.stream === true,
    target: { baseUrl, credential: 'k' },
  };
  return buildRequest(input);
}

const sent = (...given: Parameters<typeof build>) => JSON.parse(build(...given).body.toString()) as unknown;

const OPENAI = 'https://api.openai.com/v1';
const MISTRAL = 'https://api.mistral.ai/v1';

describe('the bound on output', () => {
  it('has its newer name for OpenAI, where it isn’t the caller’s own word', () => {
    const body = { model: 'm', messages: [], max_tokens: 5 };
    expect(sent(OPENAI, body, true)).toEqual({ model: 'm', messages: [], max_completion_tokens: 5 });
    expect(sent(OPENAI, body)).toEqual(body);
    expect(sent('http://127.0.0.1:8000/v1', body, true)).toEqual(body);
  });

  it('has its older name for those who don’t heed the newer one', () => {
    const body = { model: 'm', messages: [], max_completion_tokens: 5 };
    for (const baseUrl of [MISTRAL, 'https://api.deepseek.com/v1', 'https://api.perplexity.ai']) {
      expect(sent(baseUrl, body)).toEqual({ model: 'm', messages: [], max_tokens: 5 });
    }
    expect(sent('https://api.groq.com/openai/v1', body)).toEqual(body);
  });
});

it('doesn’t ask Mistral what it refuses to be asked', () => {
  const body = { model: 'm', messages: [], stream: true, stream_options: { include_usage: true }, seed: 1, user: 'u' };
  const request = build(MISTRAL, body);
  expect(JSON.parse(request.body.toString())).toEqual({ model: 'm', messages: [], stream: true, random_seed: 1 });
  expect(request.droppedHints).toEqual(['user']);
  const plain = Buffer.from('{"model":"m","messages":[],"stream":true}');
  expect(build(MISTRAL, JSON.parse(plain.toString()) as Record<string, unknown>).body.toString()).toBe(
    plain.toString(),
  );
});

it('gives unsigned thoughts to those who want them back, and to nobody else', () => {
  const message = { role: 'assistant', content: null, tool_calls: [], [UNSIGNED_THOUGHT]: 'Hm' };
  const body = { model: 'm', messages: [{ role: 'user', content: 'x' }, message] };
  const toDeepSeek = sent('https://api.deepseek.com/v1', body, true);
  expect(toDeepSeek).toMatchObject({ messages: [{ content: 'x' }, { reasoning_content: 'Hm', tool_calls: [] }] });
  expect(JSON.stringify(sent(OPENAI, body, true))).not.toContain('Hm');
});

it('goes by whole names of hosts', () => {
  const standard = vendorWireOf('example.com');
  expect(vendorWireOf('eu.api.openai.com')).toBe(vendorWireOf('api.openai.com'));
  expect([vendorWireOf('notmistral.ai'), vendorWireOf('api.mistral.ai.evil.test')]).toEqual([standard, standard]);
});

it('has every host that differs among the vendors', () => {
  const differing = VENDORS.filter(({ baseUrl }) => vendorWireOf(new URL(baseUrl).hostname) !== vendorWireOf(''));
  expect(differing.map(({ slug }) => slug)).toEqual(['openai', 'mistral', 'deepseek', 'perplexity', 'moonshot']);
});
