/**
 * `POST /v1/responses`, OpenAI's wire. Only what decides model, money, streaming and storage is validated here; every
 * other field is judged by whoever translates or serves it.
 */
import { decodeAnswer } from '@turnpike/dialects/openai-responses/decode-answer';
import { surface } from '@turnpike/dialects/openai-responses/surface';
import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import { ApiError } from '@turnpike/errors/api-error';
import { z } from 'zod';
import type { InferenceOperation, JsonObject } from '../operation.js';
import { endUserOf, OUTPUT_TOKENS_CEILING, parameterError, parseJsonObject } from '../validation.js';

const text = z.string('must be a string');
const flag = z.boolean('must be true or false').nullish();

const ResponsesBody = z.looseObject({
  model: text.min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  input: z.union(
    [text, z.array(z.looseObject({}, 'must be an object'), 'must be an array')],
    'must be a string or an array of items',
  ),
  instructions: text.nullish(),
  stream: flag,
  store: flag,
  background: flag,
  previous_response_id: text.max(200, 'must have at most 200 characters').nullish(),
  max_output_tokens: z
    .int('must be an integer')
    .min(1, 'must be at least 1')
    .max(OUTPUT_TOKENS_CEILING, `must be at most ${OUTPUT_TOKENS_CEILING}`)
    .nullish(),
  metadata: z.record(z.string(), z.unknown(), 'must be an object').nullish(),
});

/** Things of a provider's own account, which many callers share: none of them may reach what another one put there. */
const KEPT_AT_PROVIDERS: Readonly<Record<string, string>> = {
  conversation: "Conversations are not kept here: send 'previous_response_id', or the earlier items in 'input'.",
  prompt: "Prompts are not kept here: send the prompt in 'instructions' and 'input'.",
};

export const responses: InferenceOperation = {
  kind: 'inference',
  key: 'responses',
  method: 'POST',
  path: '/v1/responses',
  summary: 'Create a response',
  units: ['input_token', 'output_token'],
  producesOutput: true,
  remembers: true,
  offeredAs: 'chat.completions',
  surface,
  errors: 'openai-responses',

  parse(body) {
    const parsed = ResponsesBody.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    const { model, stream, max_output_tokens } = parsed.data;
    const refused = refuseKept(body);
    if (refused !== null) return refused;
    return {
      model,
      stream: stream === true,
      wantsUsageEvent: true,
      endUser: endUserOf(body) ?? endUserOf({ user: body.safety_identifier }),
      maxOutputTokens: max_output_tokens ?? null,
      outputBoundParam: 'max_output_tokens',
      choices: 1,
      body,
    };
  },

  countInputTokens({ input, instructions }: JsonObject, tokenizer) {
    const messages = typeof input === 'string' ? [{ role: 'user', content: input }] : toMessages(input);
    const told = typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : [];
    return countChatPromptTokens([...told, ...messages], tokenizer);
  },

  countOutputTokens(answer, tokenizer) {
    const parsed = parseJsonObject(answer);
    const [choice] = parsed instanceof ApiError ? [] : (decodeAnswer(parsed)?.choices ?? []);
    return (choice?.parts ?? []).reduce((sum, part) => {
      if (part.kind === 'tool_call') return sum + countTextTokens(part.name + part.arguments, tokenizer);
      return 'text' in part ? sum + countTextTokens(part.text, tokenizer) : sum;
    }, 0);
  },
};

/** Items as the messages they are counted like: a call by its name and arguments, a result by its content. */
function toMessages(input: unknown): unknown[] {
  if (!Array.isArray(input)) return [];
  return input.map((item: JsonObject | null) => {
    if (item?.type === 'function_call') return { role: 'assistant', name: item.name, content: item.arguments };
    return item?.type === 'function_call_output' ? { role: 'tool', content: item.output } : item;
  });
}

function refuseKept(body: JsonObject): ApiError | null {
  if (body.background === true) {
    const message =
      "'background' is not supported: send the header 'Prefer: respond-async' and fetch the result at /v1/jobs/{id}.";
    return new ApiError('unsupported_parameter', { message, param: 'background' });
  }
  for (const [param, message] of Object.entries(KEPT_AT_PROVIDERS)) {
    if (body[param] !== undefined && body[param] !== null)
      return new ApiError('unsupported_parameter', { message, param });
  }
  return null;
}
