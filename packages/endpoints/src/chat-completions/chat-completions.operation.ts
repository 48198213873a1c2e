/**
 * `POST /v1/chat/completions`, OpenAI's wire. Only what decides model, money and streaming is validated here; every
 * other field is the provider's to judge and passes through untouched.
 */
import { surface } from '@turnpike/dialects/openai-chat/surface';
import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import { ApiError } from '@turnpike/errors/api-error';
import { z } from 'zod';
import type { InferenceOperation } from '../operation.js';
import { endUserOf, OUTPUT_TOKENS_CEILING, parameterError, parseJsonObject } from '../validation.js';

const outputTokens = z
  .int('must be an integer')
  .min(1, 'must be at least 1')
  .max(OUTPUT_TOKENS_CEILING, `must be at most ${OUTPUT_TOKENS_CEILING}`)
  .nullish();

const ChatCompletionsBody = z.looseObject({
  model: z.string('must be a string').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  messages: z
    .array(z.looseObject({ role: z.string('must be a string') }, 'must be an object'), 'must be an array of messages')
    .min(1, 'must have at least one message'),
  stream: z.boolean('must be true or false').nullish(),
  stream_options: z
    .looseObject({ include_usage: z.boolean('must be true or false').nullish() }, 'must be an object')
    .nullish(),
  n: z.int('must be an integer').min(1, 'must be at least 1').max(128, 'must be at most 128').nullish(),
  max_tokens: outputTokens,
  max_completion_tokens: outputTokens,
});

export const chatCompletions: InferenceOperation = {
  kind: 'inference',
  key: 'chat.completions',
  method: 'POST',
  path: '/v1/chat/completions',
  summary: 'Create a chat completion',
  units: ['input_token', 'output_token'],
  producesOutput: true,
  surface,
  errors: 'openai',

  parse(body) {
    const parsed = ChatCompletionsBody.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    const { model, stream, stream_options, n, max_tokens, max_completion_tokens } = parsed.data;
    const choices = n ?? 1;
    // Of two bounds the larger: which of them a provider heeds is not ours to know, and the hold must cover it.
    const bounds = [max_tokens, max_completion_tokens].filter((bound) => bound !== undefined && bound !== null);
    const perChoice = bounds.length === 0 ? null : Math.max(...bounds);
    return {
      model,
      stream: stream === true,
      wantsUsageEvent: stream_options?.include_usage === true,
      endUser: endUserOf(body),
      maxOutputTokens: perChoice === null ? null : perChoice * choices,
      outputBoundParam: typeof max_completion_tokens === 'number' ? 'max_completion_tokens' : 'max_tokens',
      choices,
      body,
    };
  },

  countInputTokens(body, tokenizer) {
    return countChatPromptTokens(Array.isArray(body.messages) ? body.messages : [], tokenizer);
  },

  countOutputTokens(answer, tokenizer) {
    const parsed = parseJsonObject(answer);
    if (parsed instanceof ApiError || !Array.isArray(parsed.choices)) return 0;
    return parsed.choices.reduce((sum: number, choice: unknown) => {
      return sum + countTextTokens(outputText(choice), tokenizer);
    }, 0);
  },
};

/** Everything a choice says, tool calls included, as one text. */
function outputText(choice: unknown): string {
  const message = (choice as { message?: Record<string, unknown> } | null)?.message ?? {};
  const tools = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  const calls = tools.flatMap((call: { function?: { name?: unknown; arguments?: unknown } } | null) => {
    return [call?.function?.name, call?.function?.arguments];
  });
  const texts = [message.reasoning_content, message.content, message.refusal, ...calls];
  return texts.filter((text) => typeof text === 'string').join('');
}
