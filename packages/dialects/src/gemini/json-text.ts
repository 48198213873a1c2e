/** JSON inside of JSON: arguments and results of tools, which other wires write as text. */
import type { JsonValue } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { isRecord } from '../json.js';

/** No schema or argument comes near it; what walks a value by recursion would run out of stack far beyond. */
const DEEPEST = 200;

/** The text of a value; null where it is nested too deep to be written. */
export function writeJson(value: unknown): string | null {
  return isShallow(value, DEEPEST) ? (JSON.stringify(value) ?? null) : null;
}

/** The object in a text, an empty one in an empty text; null for anything else. */
export function parseArguments(text: string): JsonObject | null {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && isShallow(value, DEEPEST) ? value : null;
  } catch {
    return null;
  }
}

/** A value that came out of `JSON.parse`, for the middle form; null where it is nested too deep. */
export function jsonOf(value: unknown): JsonValue {
  return isShallow(value, DEEPEST) ? (value as JsonValue) : null;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  for (const child of Object.values(value)) if (!isShallow(child, levels - 1)) return false;
  return true;
}
