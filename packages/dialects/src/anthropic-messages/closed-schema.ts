import type { JsonObject } from '../dialect.js';
import { isRecord } from '../json.js';

const LISTS: ReadonlySet<string> = new Set(['anyOf', 'allOf', 'oneOf', 'prefixItems']);
const MAPS: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions']);

/**
 * A schema whose objects say that they have no other properties, where they left it open: this wire keeps answers to a
 * schema only if it is closed, and what fits the closed one fits the other. One that asks for more stays as it is, and
 * the provider refuses it. At most as deep as a body is.
 */
export function closeSchema(schema: JsonObject): JsonObject {
  const closed = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closeWithin(name, value)]));
  const isObject = schema.type === 'object' || isRecord(schema.properties);
  return isObject && schema.additionalProperties === undefined ? { ...closed, additionalProperties: false } : closed;
}

function closeWithin(name: string, value: unknown): unknown {
  if (LISTS.has(name) && Array.isArray(value)) return (value as unknown[]).map(closeOne);
  if (MAPS.has(name) && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closeOne(inner)]));
  }
  return name === 'items' ? closeOne(value) : value;
}

function closeOne(schema: unknown): unknown {
  return isRecord(schema) ? closeSchema(schema) : schema;
}
