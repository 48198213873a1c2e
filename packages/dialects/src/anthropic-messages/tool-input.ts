/** What a tool is called with: an object on this wire, JSON text on others. */
import type { JsonObject } from '../dialect.js';
import { isRecord, parseObject } from '../json.js';

/** Levels of nesting. No call comes near it, and what walks a value by recursion would run out of stack far beyond. */
const DEEPEST = 200;

/** The object in a text, an empty one in an empty text; null for anything else. */
export function readInput(text: string): JsonObject | null {
  if (text.trim() === '') return {};
  const input = parseObject(text);
  return input !== null && isShallow(input, DEEPEST) ? input : null;
}

/** The text of an object; null for anything else, and for one nested too deep to be written. */
export function writeInput(input: unknown): string | null {
  return isRecord(input) && isShallow(input, DEEPEST) ? JSON.stringify(input) : null;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  for (const child of Object.values(value)) if (!isShallow(child, levels - 1)) return false;
  return true;
}
