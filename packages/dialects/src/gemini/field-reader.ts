/**
 * Reads the objects of a caller's body. Google's JSON knows two spellings of every field, `maxOutputTokens` and
 * `max_output_tokens`; a field is taken in either, and named in errors as the caller wrote it. What nobody took is
 * foreign.
 */
import type { JsonObject } from '../dialect.js';
import type { FieldFindings } from '../field-findings.js';
import { isRecord } from '../json.js';

const LONGEST_NAME = 64;
const NOTHING: JsonObject = Object.freeze({});

/** Where an object stands: a member of another, or an item of a list that is one. */
interface Place {
  readonly parent: FieldReader;
  readonly key: string;
  readonly index: number | null;
}

/** One object of the body. A wrong type is noted as a problem and reads as absent. */
export class FieldReader {
  readonly findings: FieldFindings;
  private readonly object: JsonObject;
  private readonly place: Place | null;
  private readonly taken: string[] = [];

  /** `place` null: it is the body itself. */
  constructor(value: unknown, place: Place | null, findings: FieldFindings) {
    this.findings = findings;
    this.place = place;
    if (isRecord(value)) this.object = value;
    else {
      this.object = NOTHING;
      findings.invalid(this.at, 'must be an object');
    }
  }

  /** Path of the object as the caller wrote it. Found only when asked for: a body may have a hundred thousand parts. */
  get at(): string {
    if (this.place === null) return '';
    const { parent, key, index } = this.place;
    return index === null ? parent.join(key) : `${parent.join(key)}[${index}]`;
  }

  /** The field's path as the caller wrote it; in camel case where it isn't there. */
  path(name: string): string {
    return this.join(this.keyOf(name) ?? name);
  }

  has(name: string): boolean {
    return this.take(name) !== undefined;
  }

  /** The value; undefined where it is absent or null. */
  take(name: string): unknown {
    const key = this.keyOf(name);
    if (key === null) return undefined;
    this.taken.push(key);
    return this.object[key] ?? undefined;
  }

  text(name: string): string | null {
    const value = this.take(name);
    if (value === undefined || typeof value === 'string') return value ?? null;
    return this.wrong(name, 'must be a string');
  }

  number(name: string): number | null {
    const value = this.take(name);
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value ?? null;
    return this.wrong(name, 'must be a number');
  }

  integer(name: string): number | null {
    const value = this.number(name);
    return value === null || Number.isSafeInteger(value) ? value : this.wrong(name, 'must be an integer');
  }

  flag(name: string): boolean | null {
    const value = this.take(name);
    if (value === undefined || typeof value === 'boolean') return value ?? null;
    return this.wrong(name, 'must be true or false');
  }

  child(name: string): FieldReader | null {
    const value = this.take(name);
    if (value === undefined) return null;
    return new FieldReader(value, { parent: this, key: this.keyOf(name) ?? name, index: null }, this.findings);
  }

  /** The items of a list of objects. */
  objects(name: string): FieldReader[] {
    const key = this.keyOf(name) ?? name;
    return this.list(name).map((item, index) => new FieldReader(item, { parent: this, key, index }, this.findings));
  }

  texts(name: string): string[] {
    const list = this.list(name);
    if (list.every((item) => typeof item === 'string')) return list;
    this.wrong(name, 'must be an array of strings');
    return [];
  }

  list(name: string): unknown[] {
    const value = this.take(name);
    if (value === undefined || Array.isArray(value)) return value ?? [];
    this.wrong(name, 'must be an array');
    return [];
  }

  /** A field that only this wire has a word for. */
  leave(name: string, isHint = false): void {
    if (!this.has(name)) return;
    if (isHint) this.findings.hint(this.path(name));
    else this.findings.meaning(this.path(name));
  }

  /** All that was not taken: foreign, and unknown is no hint. */
  leaveRest(): void {
    for (const key of Object.keys(this.object)) {
      const value = this.object[key];
      if (value === null || value === undefined || this.taken.includes(key)) continue;
      // One is enough to refuse the translation.
      return this.findings.meaning(this.join(key));
    }
  }

  private wrong(name: string, why: string): null {
    this.findings.invalid(this.path(name), why);
    return null;
  }

  private keyOf(name: string): string | null {
    if (Object.hasOwn(this.object, name)) return name;
    const snake = snakeCaseOf(name);
    return Object.hasOwn(this.object, snake) ? snake : null;
  }

  /** Names are the caller's own and end in headers and messages. */
  join(key: string): string {
    const name = key.slice(0, LONGEST_NAME).replace(/[^\w.-]/g, '?');
    return this.at === '' ? name : `${this.at}.${name}`;
  }
}

/** Of the names in this folder's code: few, and asked for again and again. */
const snakeCases = new Map<string, string>();

/** A field's other spelling. */
export function snakeCaseOf(name: string): string {
  let snake = snakeCases.get(name);
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    snakeCases.set(name, snake);
  }
  return snake;
}
