import { expect, it } from 'vitest';
import { NO_TOKENS } from '../deliveries/delivery.js';
import { ChatChunks, DONE_EVENT } from './chat-chunks.js';

const identity = { id: 'chatcmpl-1', created: 1_767_225_600, model: 'a "model"\n', fingerprint: 'fp_sandbox' };
const shared = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_767_225_600,
  model: 'a "model"\n',
  service_tier: 'default',
  system_fingerprint: 'fp_sandbox',
};

function parseEvent(event: string): unknown {
  expect(event).toMatch(/^data: [^\n]+\n\n$/);
  return JSON.parse(event.slice('data: '.length));
}

it('writes each event as OpenAI does', () => {
  const chunks = new ChatChunks(identity, false);
  expect(parseEvent(chunks.role(1))).toEqual({
    ...shared,
    choices: [
      { index: 1, delta: { role: 'assistant', content: '', refusal: null }, logprobs: null, finish_reason: null },
    ],
  });
  expect(parseEvent(chunks.content(0, 'line\nbreak "quoted" \u2028'))).toEqual({
    ...shared,
    choices: [{ index: 0, delta: { content: 'line\nbreak "quoted" \u2028' }, logprobs: null, finish_reason: null }],
  });
  expect(parseEvent(chunks.finish(0, 'length'))).toEqual({
    ...shared,
    choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'length' }],
  });
  expect(DONE_EVENT).toBe('data: [DONE]\n\n');
});

it('says usage: null until the usage chunk, which has no choices', () => {
  const chunks = new ChatChunks(identity, true);
  expect(parseEvent(chunks.content(0, 'x'))).toMatchObject({ usage: null });
  const usage = { ...NO_TOKENS, promptTokens: 10, completionTokens: 5, cachedTokens: 4, reasoningTokens: 2 };
  expect(parseEvent(chunks.usage(usage))).toEqual({
    ...shared,
    choices: [],
    usage: {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 2,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
  });
});
