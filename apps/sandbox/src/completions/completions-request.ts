import { countTextTokens } from '@turnpike/domain/token-count';
import type { Ask } from '../answer/ask.js';
import * as check from '../openai/check.js';
import { isObject, missing, refuse, wrongType, type Body, type Parsed } from '../openai/fields.js';
import { invalidRequest, type OpenAiError } from '../openai/openai-error.js';

/** A request to complete texts: what the answer depends on, and what only this wire knows. */
export interface CompletionsRequest {
  ask: Ask;
  /** Written before each answer where the request wants its prompt back. */
  echoed: string;
  suffix: string;
  includeUsage: boolean;
  logprobs: boolean;
}

const FIELDS = new Set(
  `best_of echo frequency_penalty logit_bias logprobs max_tokens model n presence_penalty prompt seed stop stream
  stream_options suffix temperature top_p user`.split(/\s+/),
);
const MAX_CHOICES = 128;
const MAX_LOGPROBS = 5;
/** As many tokens as there are when nothing is said. */
const DEFAULT_MAX_TOKENS = 16;

/** Checks a request as OpenAI does. Of several prompts each gets its choices, all after the same text. */
export function parseCompletions(body: unknown): Parsed<CompletionsRequest> {
  if (!isObject(body)) return refuse(invalidRequest('The body must be a JSON object.', null));
  const error =
    check.model(body) ??
    check.known(body, FIELDS) ??
    checkPrompt(body.prompt) ??
    check.integer(body, 'max_tokens', { min: 1, max: Number.MAX_SAFE_INTEGER }) ??
    check.integer(body, 'n', { min: 1, max: MAX_CHOICES }) ??
    check.integer(body, 'best_of', { min: 1, max: MAX_CHOICES }) ??
    check.integer(body, 'logprobs', { min: 0, max: MAX_LOGPROBS }) ??
    check.number(body, 'temperature', [0, 2]) ??
    check.number(body, 'top_p', [0, 1]) ??
    check.flag(body.echo, 'echo') ??
    check.flag(body.stream, 'stream') ??
    checkStop(body.stop);
  if (error !== undefined) return refuse(error);
  const { texts, tokens } = readPrompts(body.prompt ?? '');
  const options = isObject(body.stream_options) ? body.stream_options : {};
  return {
    ok: true,
    request: {
      ask: readAsk(body, { texts, tokens }),
      echoed: body.echo === true ? (texts[0] ?? '') : '',
      suffix: typeof body.suffix === 'string' ? body.suffix : '',
      includeUsage: options.include_usage === true,
      logprobs: typeof body.logprobs === 'number',
    },
  };
}

function readAsk(body: Body, { texts, tokens }: { texts: string[]; tokens: number }): Ask {
  const steered = texts.find((text) => text.includes('@sandbox'));
  return {
    model: body.model as string,
    stream: body.stream === true,
    lastUserText: steered ?? texts.at(-1) ?? '',
    toolResults: [],
    promptTokens: tokens,
    imageInputTokens: 0,
    choices: ((body.n ?? 1) as number) * Math.max(1, texts.length),
    maxTokens: (body.max_tokens ?? DEFAULT_MAX_TOKENS) as number,
    stop: typeof body.stop === 'string' ? [body.stop] : ((body.stop ?? []) as string[]),
    tools: [],
    toolChoice: 'none',
    parallelTools: false,
    json: undefined,
    thinks: false,
  };
}

/** Texts, or token ids: those count one each, and say nothing. */
function readPrompts(prompt: unknown): { texts: string[]; tokens: number } {
  if (typeof prompt === 'string') return { texts: [prompt], tokens: countTextTokens(prompt) };
  const items = prompt as unknown[];
  if (items.every((item) => typeof item === 'number')) return { texts: [''], tokens: items.length };
  const texts = items.map((item) => (typeof item === 'string' ? item : ''));
  const ids = items.reduce((sum: number, item) => sum + (Array.isArray(item) ? item.length : 0), 0);
  return { texts, tokens: texts.reduce((sum, text) => sum + countTextTokens(text), ids) };
}

function checkPrompt(prompt: unknown): OpenAiError | undefined {
  if (prompt === undefined) return missing('prompt');
  if (prompt === null || typeof prompt === 'string') return undefined;
  if (!Array.isArray(prompt)) return wrongType('prompt', 'a string or an array', prompt);
  const isId = (item: unknown): boolean => Number.isInteger(item) && (item as number) >= 0;
  const isList = (item: unknown): boolean => Array.isArray(item) && item.length > 0 && item.every(isId);
  const isUniform = prompt.every((item) => typeof item === 'string') || prompt.every(isId) || prompt.every(isList);
  return isUniform && prompt.length > 0 && prompt.length <= MAX_CHOICES
    ? undefined
    : invalidRequest("Invalid 'prompt': give strings, token ids, or lists of token ids.", 'prompt');
}

function checkStop(stop: unknown): OpenAiError | undefined {
  const isList = Array.isArray(stop) && stop.length <= 4 && stop.every((item) => typeof item === 'string');
  const isFine = stop === undefined || stop === null || typeof stop === 'string' || isList;
  return isFine ? undefined : wrongType('stop', 'a string or up to 4 strings', stop);
}
