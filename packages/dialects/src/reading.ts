/** Reading a provider's answer, where nothing need be what its name says. Never throws. */
import type { Delta } from './answer.js';
import type { JsonObject } from './dialect.js';
import { isRecord, listOf } from './json.js';

/** No call of any model comes near it; a number beyond is a fault, not a bill. */
const MOST_COUNT = 1_000_000_000;
/** Of what a provider said in the place of JSON, for those who run the platform. */
const MOST_GARBAGE = 4_096;
const NOTHING: JsonObject = Object.freeze({});

/** The object; an empty one in the place of anything else. */
export function recordOf(value: unknown): JsonObject {
  return isRecord(value) ? value : NOTHING;
}

/** The objects of a list; none when it is no list. */
export function recordsIn(value: unknown): JsonObject[] {
  return listOf(value).filter(isRecord);
}

/** A whole number of things, from zero up; null when it is none that can be billed. */
export function countOf(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MOST_COUNT) return null;
  // JSON has a negative zero; a bill has not.
  return value + 0;
}

/** Blanks, and the end mark that some send on wires that have another. */
const NO_WORDS: ReadonlySet<string> = new Set(['', '[DONE]']);

/** An event of a stream whose data is no JSON object: an error of the provider, unless it says nothing. */
export function unreadableEvent(type: string | null, data: string): Delta[] {
  const saysNothing = type !== 'error' && NO_WORDS.has(data.trim());
  return saysNothing ? [] : [{ kind: 'error', error: data.slice(0, MOST_GARBAGE) }];
}
