/**
 * What a surface finds in a body while it reads it: fields that the middle form has no place for, and the first value
 * that can't be understood. Reading goes on meanwhile, so that no function has to hand errors up.
 */
import { ApiError } from '@turnpike/errors/api-error';
import type { ForeignField } from './conversation.js';
import type { JsonObject } from './dialect.js';

/** Hints are listed in a header: a body may have one in each of ten thousand parts. */
const MOST_HINTS = 32;
const MOST_NAME_LENGTH = 100;
const CONTROL = /\p{Cc}/gu;

/** Members of an object that are read, and those that are hints. Every other one changes the answer's meaning. */
export interface KnownFields {
  readonly read: ReadonlySet<string>;
  readonly hints: ReadonlySet<string>;
}

export class FieldFindings {
  readonly foreign: ForeignField[] = [];
  error: ApiError | null = null;
  private hints = 0;

  hint(path: string): void {
    this.hints += 1;
    if (this.hints <= MOST_HINTS) this.foreign.push({ path, isHint: true });
  }

  /** A field without a place that changes the answer's meaning. One is enough to refuse the translation. */
  meaning(path: string): void {
    if (!this.foreign.some(({ isHint }) => !isHint)) this.foreign.push({ path, isHint: false });
  }

  /** `what` completes "Invalid value: 'path' …": `must be a string`. */
  invalid(path: string, what: string): void {
    this.error ??= new ApiError('invalid_parameter', { message: `Invalid value: '${path}' ${what}.`, param: path });
  }

  /** Notes the members that weren't read. One that is null says nothing. `at` is the object's own path. */
  rest(object: JsonObject, at: string, known: KnownFields): void {
    for (const name of Object.keys(object)) {
      if (known.read.has(name) || object[name] === null || object[name] === undefined) continue;
      const path = `${at === '' ? '' : `${at}.`}${printable(name)}`;
      if (known.hints.has(name)) this.hint(path);
      else this.meaning(path);
    }
  }
}

/** Names are the caller's own and end in headers, messages and records. */
function printable(name: string): string {
  return name.slice(0, MOST_NAME_LENGTH).toWellFormed().replace(CONTROL, '?');
}

/** Reads one member of an object, or finds that it isn't what it must be. Null where there is none. */
export function readNumber(object: JsonObject, name: string, findings: FieldFindings): number | null {
  const value = object[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  findings.invalid(name, 'must be a number');
  return null;
}

/** As {@link readNumber}, for true and false. */
export function readBoolean(object: JsonObject, name: string, findings: FieldFindings): boolean | null {
  const value = object[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value;
  findings.invalid(name, 'must be true or false');
  return null;
}

/** A text or a list of texts, as `stop` is. */
export function readTexts(object: JsonObject, name: string, findings: FieldFindings): string[] {
  const value = object[name];
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  findings.invalid(name, 'must be a string or an array of strings');
  return [];
}
