/** Reading a provider's answer, where nothing need be what its name says. Never throws. */
import type { JsonObject } from './dialect.js';
import { isRecord, listOf } from './json.js';

/** No call of any model comes near it; a number beyond is a fault, not a bill. */
const MOST_COUNT = 1_000_000_000;
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
