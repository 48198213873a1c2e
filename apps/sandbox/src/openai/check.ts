/** What is wrong with a field, in OpenAI's words; imported whole: `check.flag(…)`. */
import { invalidValue, missing, wrongType, type Body } from './fields.js';
import { invalidRequest, type OpenAiError } from './openai-error.js';

/** A model is any non-empty name: which names exist is the business of whoever routes to the sandbox. */
export function model(body: Body): OpenAiError | undefined {
  if (body.model === undefined || body.model === null || body.model === '') {
    return invalidRequest('you must provide a model parameter', 'model', 'missing_required_parameter');
  }
  return typeof body.model === 'string' ? undefined : wrongType('model', 'a string', body.model);
}

/** Checks an optional whole number within bounds. */
export function integer(body: Body, param: string, bounds: { min: number; max: number }): OpenAiError | undefined {
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

/** Checks an optional number within bounds. */
export function number(body: Body, param: string, [min, max]: readonly [number, number]): OpenAiError | undefined {
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
export function flag(value: unknown, param: string): OpenAiError | undefined {
  const fine = value === undefined || value === null || typeof value === 'boolean';
  return fine ? undefined : wrongType(param, 'a boolean', value);
}

/** Checks an optional text that is one of a few. */
export function choice(value: unknown, param: string, allowed: readonly string[]): OpenAiError | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return wrongType(param, 'a string', value);
  return allowed.includes(value) ? undefined : invalidValue(value, param, allowed);
}

/** Refuses the first field that isn't known. */
export function known(body: Body, names: ReadonlySet<string>, prefix = ''): OpenAiError | undefined {
  const stranger = Object.keys(body).find((name) => !names.has(name));
  if (stranger === undefined) return undefined;
  const param = `${prefix}${stranger}`;
  return invalidRequest(`Unknown parameter: '${param}'.`, param, 'unknown_parameter');
}

/** Checks a text that must be there, be one, and not be too long. */
export function text(value: unknown, param: string, maxChars: number): OpenAiError | undefined {
  if (value === undefined || value === null || value === '') return missing(param);
  if (typeof value !== 'string') return wrongType(param, 'a string', value);
  if (value.length <= maxChars) return undefined;
  const message = `Invalid '${param}': string too long. Expected a string with maximum length ${maxChars}, but got a string with length ${value.length} instead.`;
  return invalidRequest(message, param, 'string_above_max_length');
}
