import { invalidRequest, type OpenAiError } from './openai-error.js';
import { sayValue } from '../exchange/say-value.js';

export type Parsed<T> = { ok: true; request: T } | { ok: false; error: OpenAiError };

/** A JSON object of a request. */
export type Body = Record<string, unknown>;

/** The refusal of a value of the wrong JSON type. */
export function wrongType(param: string, expected: string, got: unknown): OpenAiError {
  const message = `Invalid type for '${param}': expected ${expected}, but got ${nameType(got)} instead.`;
  return invalidRequest(message, param, 'invalid_type');
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function refuse(error: OpenAiError): { ok: false; error: OpenAiError } {
  return { ok: false, error };
}

/** The refusal of a value that isn't one of those there are. */
export function invalidValue(value: unknown, param: string, allowed: readonly string[]): OpenAiError {
  const names = allowed.map((each) => `'${each}'`).join(', ');
  return invalidRequest(`Invalid value: '${sayValue(value)}'. Supported values are: ${names}.`, param, 'invalid_value');
}

/** The refusal of a request that lacks something. */
export function missing(param: string): OpenAiError {
  return invalidRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter');
}

function nameType(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
