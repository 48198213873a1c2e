import { invalidRequest, type OpenAiError } from './openai-error.js';

export type Parsed<T> = { ok: true; request: T } | { ok: false; error: OpenAiError };

/** A JSON object of a request. */
export type Body = Record<string, unknown>;

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

/** Checks an optional number within bounds. */
export function checkNumber(body: Body, param: string, [min, max]: readonly [number, number]): OpenAiError | undefined {
  const value = body[param];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') return wrongType(param, 'a decimal', value);
  if (value >= min && value <= max) return undefined;
  const below = value < min;
  const bound = below ? `minimum value. Expected a value >= ${min}` : `maximum value. Expected a value <= ${max}`;
  const message = `Invalid '${param}': decimal ${below ? 'below' : 'above'} ${bound}, but got ${value} instead.`;
  return invalidRequest(message, param, below ? 'decimal_below_min_value' : 'decimal_above_max_value');
}

/** Checks an optional true or false. */
export function checkFlag(value: unknown, param: string): OpenAiError | undefined {
  const fine = value === undefined || value === null || typeof value === 'boolean';
  return fine ? undefined : wrongType(param, 'a boolean', value);
}

/** Checks an optional text that is one of a few. */
export function checkChoice(value: unknown, param: string, allowed: readonly string[]): OpenAiError | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return wrongType(param, 'a string', value);
  return allowed.includes(value) ? undefined : invalidValue(value, param, allowed);
}

/** The refusal of a value that isn't one of those there are. */
export function invalidValue(value: string, param: string, allowed: readonly string[]): OpenAiError {
  const names = allowed.map((each) => `'${each}'`).join(', ');
  return invalidRequest(`Invalid value: '${value}'. Supported values are: ${names}.`, param, 'invalid_value');
}

/** The refusal of a request that lacks something. */
export function missing(param: string): OpenAiError {
  return invalidRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter');
}

/** Refuses the first field that isn't known. */
export function checkKnown(body: Body, known: ReadonlySet<string>, prefix = ''): OpenAiError | undefined {
  const stranger = Object.keys(body).find((name) => !known.has(name));
  if (stranger === undefined) return undefined;
  const param = `${prefix}${stranger}`;
  return invalidRequest(`Unknown parameter: '${param}'.`, param, 'unknown_parameter');
}

function nameType(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
