import { invalidRequest, type OpenAiError } from './openai-error.js';

/** The part of a chat request that the sandbox acts on; the rest is accepted and ignored. */
export interface ChatRequest {
  model: string;
  messages: unknown[];
  /** Text of the last user message, its parts joined by line breaks. */
  lastUserText: string;
  stream: boolean;
  includeUsage: boolean;
  choices: number;
  maxTokens: number | undefined;
  stop: string[];
}

export type Parsed<T> = { ok: true; request: T } | { ok: false; error: OpenAiError };

type Body = Record<string, unknown>;

const ROLES = new Set(['developer', 'system', 'user', 'assistant', 'tool', 'function']);
const MAX_CHOICES = 128;
const MAX_STOPS = 4;

/** Checks a chat request as OpenAI does: the first thing wrong is named by its parameter. */
export function parseChatRequest(body: unknown): Parsed<ChatRequest> {
  if (!isObject(body)) return refuse(invalidRequest('The body must be a JSON object.', null));
  const error =
    checkModel(body) ?? checkMessages(body.messages) ?? checkLimits(body) ?? checkSampling(body) ?? checkStream(body);
  if (error !== undefined) return refuse(error);
  const messages = body.messages as unknown[];
  return {
    ok: true,
    request: {
      model: body.model as string,
      messages,
      lastUserText: findLastUserText(messages),
      stream: body.stream === true,
      includeUsage: isObject(body.stream_options) && body.stream_options.include_usage === true,
      choices: (body.n as number | null | undefined) ?? 1,
      maxTokens: (body.max_completion_tokens ?? body.max_tokens ?? undefined) as number | undefined,
      stop: typeof body.stop === 'string' ? [body.stop] : ((body.stop ?? []) as string[]),
    },
  };
}

/** A model is any non-empty name: which names exist is the business of whoever routes to the sandbox. */
export function checkModel(body: Body): OpenAiError | undefined {
  if (body.model === undefined || body.model === null || body.model === '') {
    return invalidRequest('you must provide a model parameter', 'model', 'missing_required_parameter');
  }
  return typeof body.model === 'string' ? undefined : wrongType('model', 'a string', body.model);
}

/** The refusal of a value of the wrong JSON type. */
export function wrongType(param: string, expected: string, got: unknown): OpenAiError {
  const message = `Invalid type for '${param}': expected ${expected}, but got ${nameType(got)} instead.`;
  return invalidRequest(message, param, 'invalid_type');
}

/** Checks an optional whole number within bounds. */
export function checkInteger(body: Body, param: string, bounds: { min: number; max: number }): OpenAiError | undefined {
  const value = body[param];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType(param, 'an integer', value);
  const side = value < bounds.min ? 'below_min' : value > bounds.max ? 'above_max' : undefined;
  if (side === undefined) return undefined;
  const [words, sign, bound] =
    side === 'below_min' ? ['below minimum', '>=', bounds.min] : ['above maximum', '<=', bounds.max];
  const message = `Invalid '${param}': integer ${words} value. Expected a value ${sign} ${bound}, but got ${value} instead.`;
  return invalidRequest(message, param, `integer_${side}_value`);
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function refuse(error: OpenAiError): { ok: false; error: OpenAiError } {
  return { ok: false, error };
}

function checkMessages(messages: unknown): OpenAiError | undefined {
  if (messages === undefined || messages === null) {
    return invalidRequest("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter');
  }
  if (!Array.isArray(messages)) return wrongType('messages', 'an array of objects', messages);
  if (messages.length === 0) {
    const message =
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.";
    return invalidRequest(message, 'messages', 'empty_array');
  }
  for (const [index, message] of (messages as unknown[]).entries()) {
    const error = checkMessage(message, `messages[${index}]`);
    if (error !== undefined) return error;
  }
  return undefined;
}

function checkMessage(message: unknown, param: string): OpenAiError | undefined {
  if (!isObject(message)) return wrongType(param, 'an object', message);
  if (message.role === undefined) {
    return invalidRequest(
      `Missing required parameter: '${param}.role'.`,
      `${param}.role`,
      'missing_required_parameter',
    );
  }
  if (typeof message.role !== 'string') return wrongType(`${param}.role`, 'a string', message.role);
  if (!ROLES.has(message.role)) {
    const allowed = [...ROLES].map((role) => `'${role}'`).join(', ');
    const text = `Invalid value: '${message.role}'. Supported values are: ${allowed}.`;
    return invalidRequest(text, `${param}.role`, 'invalid_value');
  }
  return checkContent(message, `${param}.content`);
}

function checkContent(message: Body, param: string): OpenAiError | undefined {
  const { content } = message;
  if (typeof content === 'string') return undefined;
  if (content === undefined || content === null) {
    const optional = message.role === 'assistant' || message.role === 'function';
    return optional ? undefined : wrongType(param, 'a string or an array of objects', content ?? null);
  }
  if (!Array.isArray(content)) return wrongType(param, 'a string or an array of objects', content);
  for (const [index, part] of (content as unknown[]).entries()) {
    const partParam = `${param}[${index}]`;
    if (!isObject(part)) return wrongType(partParam, 'an object', part);
    if (typeof part.type !== 'string') {
      return invalidRequest(
        `Missing required parameter: '${partParam}.type'.`,
        partParam,
        'missing_required_parameter',
      );
    }
    if (part.type === 'text' && typeof part.text !== 'string') {
      return wrongType(`${partParam}.text`, 'a string', part.text);
    }
  }
  return undefined;
}

function checkLimits(body: Body): OpenAiError | undefined {
  const tokens = { min: 1, max: Number.MAX_SAFE_INTEGER };
  const error =
    checkInteger(body, 'max_tokens', tokens) ??
    checkInteger(body, 'max_completion_tokens', tokens) ??
    checkInteger(body, 'n', { min: 1, max: MAX_CHOICES });
  if (error !== undefined) return error;
  if (typeof body.max_tokens === 'number' && typeof body.max_completion_tokens === 'number') {
    const message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.";
    return invalidRequest(message, 'max_tokens', 'invalid_parameter_combination');
  }
  return undefined;
}

function checkSampling(body: Body): OpenAiError | undefined {
  const error = checkNumber(body, 'temperature', [0, 2]) ?? checkNumber(body, 'top_p', [0, 1]);
  if (error !== undefined) return error;
  const { stop } = body;
  if (stop === undefined || stop === null || typeof stop === 'string') return undefined;
  if (!Array.isArray(stop) || !stop.every((item) => typeof item === 'string')) {
    return wrongType('stop', 'a string or an array of strings', stop);
  }
  if (stop.length <= MAX_STOPS) return undefined;
  const message = `Invalid 'stop': array too long. Expected an array with maximum length ${MAX_STOPS}, but got an array with length ${stop.length} instead.`;
  return invalidRequest(message, 'stop', 'array_above_max_length');
}

function checkNumber(body: Body, param: string, [min, max]: readonly [number, number]): OpenAiError | undefined {
  const value = body[param];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') return wrongType(param, 'a decimal', value);
  if (value >= min && value <= max) return undefined;
  const below = value < min;
  const bound = below ? `minimum value. Expected a value >= ${min}` : `maximum value. Expected a value <= ${max}`;
  const message = `Invalid '${param}': decimal ${below ? 'below' : 'above'} ${bound}, but got ${value} instead.`;
  return invalidRequest(message, param, below ? 'decimal_below_min_value' : 'decimal_above_max_value');
}

function checkStream(body: Body): OpenAiError | undefined {
  const { stream, stream_options: options } = body;
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    return wrongType('stream', 'a boolean', stream);
  }
  if (options === undefined || options === null) return undefined;
  if (stream !== true) {
    return invalidRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
  }
  if (!isObject(options)) return wrongType('stream_options', 'an object', options);
  const include = options.include_usage;
  const fine = include === undefined || include === null || typeof include === 'boolean';
  return fine ? undefined : wrongType('stream_options.include_usage', 'a boolean', include);
}

function findLastUserText(messages: readonly unknown[]): string {
  const message = messages.findLast((candidate) => isObject(candidate) && candidate.role === 'user');
  if (!isObject(message)) return '';
  if (typeof message.content === 'string') return message.content;
  const parts = message.content as Body[];
  return parts.flatMap((part) => (part.type === 'text' ? [part.text as string] : [])).join('\n');
}

function nameType(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
