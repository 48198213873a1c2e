import { countChatPromptTokens } from '@turnpike/domain/token-count';
import type { Ask } from '../answer/ask.js';
import { checkMessages, findLastUserMessage, saysJson, textOf, toolResultsAfter } from './chat-messages.js';
import { checkTools, readToolChoice, readTools } from './chat-tools.js';
import * as check from './check.js';
import { isObject, missing, refuse, wrongType, type Body, type Parsed } from './fields.js';
import { invalidRequest, type OpenAiError } from './openai-error.js';
import { findLoose } from './strict-schema.js';

/** A chat request: what its answer depends on, and what only this wire knows. */
export interface ChatRequest {
  ask: Ask;
  includeUsage: boolean;
  /** How many alternatives are to be shown for each token; undefined where no odds are asked for. */
  topLogprobs: number | undefined;
  /** How sound is wanted; undefined where text is. */
  sound: 'wav' | 'pcm16' | undefined;
}

/** What `POST /v1/chat/completions` knows, as the official client's types list it. */
const FIELDS = new Set(
  `messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens
  metadata modalities moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key prompt_cache_options
  prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop store stream
  stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options`.split(/\s+/),
);
const MAX_CHOICES = 128;
const MAX_STOPS = 4;
const MAX_ALTERNATIVES = 20;
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const FORMATS = ['text', 'json_object', 'json_schema'];
const SOUNDS = ['wav', 'pcm16'];

/** Checks a chat request as OpenAI does: the first thing wrong is named by its parameter. */
export function parseChatRequest(body: unknown): Parsed<ChatRequest> {
  if (!isObject(body)) return refuse(invalidRequest('The body must be a JSON object.', null));
  const error =
    check.model(body) ??
    checkMessages(body.messages) ??
    check.known(body, FIELDS) ??
    checkLimits(body) ??
    checkSampling(body) ??
    checkLogprobs(body) ??
    checkStream(body) ??
    checkTools(body) ??
    checkFormat(body) ??
    checkSound(body);
  if (error !== undefined) return refuse(error);
  const options = isObject(body.stream_options) ? body.stream_options : {};
  const sound = soundOf(body);
  return {
    ok: true,
    request: {
      ask: { ...readAsk(body), speaks: sound !== undefined },
      includeUsage: options.include_usage === true,
      topLogprobs: body.logprobs === true ? ((body.top_logprobs as number | null | undefined) ?? 0) : undefined,
      sound,
    },
  };
}

function readAsk(body: Body): Ask {
  const messages = body.messages as Body[];
  const lastUser = findLastUserMessage(messages);
  return {
    model: body.model as string,
    stream: body.stream === true,
    lastUserText: textOf(messages[lastUser]?.content),
    toolResults: toolResultsAfter(messages, lastUser),
    promptTokens: countChatPromptTokens(messages),
    imageInputTokens: 0,
    choices: (body.n as number | null | undefined) ?? 1,
    maxTokens: (body.max_completion_tokens ?? body.max_tokens ?? undefined) as number | undefined,
    stop: typeof body.stop === 'string' ? [body.stop] : ((body.stop ?? []) as string[]),
    tools: readTools(body),
    toolChoice: readToolChoice(body),
    parallelTools: body.parallel_tool_calls !== false,
    json: readJsonFormat(body.response_format),
    thinks: false,
  };
}

function checkLimits(body: Body): OpenAiError | undefined {
  const tokens = { min: 1, max: Number.MAX_SAFE_INTEGER };
  const error =
    check.integer(body, 'max_tokens', tokens) ??
    check.integer(body, 'max_completion_tokens', tokens) ??
    check.integer(body, 'n', { min: 1, max: MAX_CHOICES });
  if (error !== undefined) return error;
  if (typeof body.max_tokens === 'number' && typeof body.max_completion_tokens === 'number') {
    const message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.";
    return invalidRequest(message, 'max_tokens', 'invalid_parameter_combination');
  }
  return undefined;
}

function checkSampling(body: Body): OpenAiError | undefined {
  const seeds = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
  const error =
    check.number(body, 'temperature', [0, 2]) ??
    check.number(body, 'top_p', [0, 1]) ??
    check.number(body, 'frequency_penalty', [-2, 2]) ??
    check.number(body, 'presence_penalty', [-2, 2]) ??
    check.integer(body, 'seed', seeds) ??
    check.choice(body.reasoning_effort, 'reasoning_effort', EFFORTS);
  return error ?? checkStop(body.stop);
}

function checkStop(stop: unknown): OpenAiError | undefined {
  if (stop === undefined || stop === null || typeof stop === 'string') return undefined;
  if (!Array.isArray(stop) || !stop.every((item) => typeof item === 'string')) {
    return wrongType('stop', 'a string or an array of strings', stop);
  }
  if (stop.length <= MAX_STOPS) return undefined;
  const message = `Invalid 'stop': array too long. Expected an array with maximum length ${MAX_STOPS}, but got an array with length ${stop.length} instead.`;
  return invalidRequest(message, 'stop', 'array_above_max_length');
}

function checkLogprobs(body: Body): OpenAiError | undefined {
  const error =
    check.flag(body.logprobs, 'logprobs') ?? check.integer(body, 'top_logprobs', { min: 0, max: MAX_ALTERNATIVES });
  if (error !== undefined || typeof body.top_logprobs !== 'number' || body.logprobs === true) return error;
  return invalidRequest("The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", 'top_logprobs');
}

function checkStream(body: Body): OpenAiError | undefined {
  const { stream, stream_options: options } = body;
  const error = check.flag(stream, 'stream');
  if (error !== undefined || options === undefined || options === null) return error;
  if (stream !== true) {
    return invalidRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
  }
  if (!isObject(options)) return wrongType('stream_options', 'an object', options);
  return check.flag(options.include_usage, 'stream_options.include_usage');
}

function checkFormat({ response_format: format, messages }: Body): OpenAiError | undefined {
  if (format === undefined || format === null) return undefined;
  if (!isObject(format)) return wrongType('response_format', 'an object', format);
  if (format.type === undefined) return missing('response_format.type');
  const error = check.choice(format.type, 'response_format.type', FORMATS);
  if (error !== undefined) return error;
  if (format.type === 'json_object' && !saysJson(messages as Body[])) {
    const message =
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
    return invalidRequest(message, 'messages');
  }
  return format.type === 'json_schema' ? checkSchema(format.json_schema) : undefined;
}

function checkSchema(named: unknown): OpenAiError | undefined {
  if (!isObject(named)) return missing('response_format.json_schema');
  if (typeof named.name !== 'string') return missing('response_format.json_schema.name');
  if (!/^[\w-]{1,64}$/.test(named.name)) {
    const message = `Invalid 'response_format.json_schema.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
    return invalidRequest(message, 'response_format.json_schema.name', 'invalid_value');
  }
  const loose = named.strict === true ? findLoose(named.schema) : undefined;
  if (loose === undefined) return undefined;
  return invalidRequest(`Invalid schema for response_format '${named.name}': ${loose}`, 'response_format');
}

function readJsonFormat(format: unknown): Ask['json'] {
  if (!isObject(format) || format.type === 'text') return undefined;
  return { schema: isObject(format.json_schema) ? format.json_schema.schema : undefined };
}

/** Sound as this model makes it: a wave file, or bare samples, which alone can be streamed. */
function checkSound(body: Body): OpenAiError | undefined {
  const { modalities, audio } = body;
  if (modalities === undefined || modalities === null) return undefined;
  if (!Array.isArray(modalities)) return wrongType('modalities', 'an array of strings', modalities);
  if (!modalities.includes('audio')) return undefined;
  if (!isObject(audio)) return missing('audio');
  if (audio.voice === undefined) return missing('audio.voice');
  if (audio.format === undefined) return missing('audio.format');
  return check.choice(audio.format, 'audio.format', body.stream === true ? ['pcm16'] : SOUNDS);
}

function soundOf({ modalities, audio }: Body): ChatRequest['sound'] {
  if (!Array.isArray(modalities) || !modalities.includes('audio') || !isObject(audio)) return undefined;
  return audio.format === 'pcm16' ? 'pcm16' : 'wav';
}
