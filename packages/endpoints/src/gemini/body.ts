/** What the Gemini operations have in common: the model, both spellings of a field, and what no caller may reach. */
import { isRecord } from '@turnpike/dialects/json';
import { ApiError } from '@turnpike/errors/api-error';
import type { CallFacts, JsonObject } from '../operation.js';

const LONGEST_MODEL = 200;

/** The path's model; that of the body where there is no path, as in a job. */
export function modelOf(body: JsonObject, call: Pick<CallFacts, 'params'>): string | ApiError {
  const named = call.params.model ?? body.model;
  const model = typeof named === 'string' ? named.replace(/^models\//, '') : '';
  return model !== '' && model.length <= LONGEST_MODEL
    ? model
    : invalid('model', `must be a name of 1 to ${LONGEST_MODEL} characters`);
}

/** A field in either of Google's spellings; undefined where it is absent or null. */
export function fieldOf(object: unknown, name: string): unknown {
  if (!isRecord(object)) return undefined;
  return object[name] ?? object[snakeCaseOf(name)] ?? undefined;
}

/** A field in each of the spellings it is given in. */
export function spellingsOf(object: unknown, name: string): unknown[] {
  if (!isRecord(object)) return [];
  return [object[name], object[snakeCaseOf(name)]].filter((value) => value !== undefined && value !== null);
}

/**
 * Fields by which a call is bounded and routed must not be said in both spellings: which of them a provider heeds is not
 * ours to know.
 */
export function findDoubledField(object: JsonObject, names: readonly string[], at = ''): ApiError | null {
  const doubled = names.find((name) => {
    const snake = snakeCaseOf(name);
    return snake !== name && Object.hasOwn(object, name) && Object.hasOwn(object, snake);
  });
  return doubled === undefined ? null : invalid(`${at}${doubled}`, 'must not be given in two spellings');
}

export function invalid(param: string, why: string): ApiError {
  return new ApiError('invalid_parameter', { message: `Invalid value: '${param}' ${why}.`, param });
}

function snakeCaseOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
