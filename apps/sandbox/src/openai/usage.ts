import type { TokenNumbers } from '../deliveries/delivery.js';
import type { Steering } from './steering.js';

export type UsageResult = { ok: true; usage: TokenNumbers } | { ok: false; problem: string };

/** What the answer will report: the true counts, where steering doesn't say otherwise. */
export function composeUsage(counted: { prompt: number; text: number }, steering: Steering): UsageResult {
  const reasoningTokens = steering.reasoningTokens ?? 0;
  const promptTokens = steering.promptTokens ?? counted.prompt;
  const completionTokens = steering.completionTokens ?? counted.text + reasoningTokens;
  const cachedTokens = steering.cachedTokens ?? 0;
  if (cachedTokens > promptTokens) {
    return { ok: false, problem: `cached_tokens (${cachedTokens}) are part of the prompt, which has ${promptTokens}.` };
  }
  if (reasoningTokens > completionTokens) {
    const problem = `reasoning_tokens (${reasoningTokens}) are part of the completion, which has ${completionTokens}.`;
    return { ok: false, problem };
  }
  return { ok: true, usage: { promptTokens, completionTokens, cachedTokens, reasoningTokens } };
}

/** OpenAI's `usage` object of a chat completion. */
export function toOpenAiUsage(usage: TokenNumbers): object {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
