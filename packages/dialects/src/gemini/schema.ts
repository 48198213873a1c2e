/**
 * Gemini's own schemas, a subset of OpenAPI 3.0, as JSON Schema. Differences: types in capitals, `nullable`, 64-bit
 * numbers as strings, and an order of properties that JSON Schema has in the properties themselves.
 */
import type { JsonValue } from '../conversation.js';
import { isRecord } from '../json.js';
import { snakeCaseOf } from './field-reader.js';

/** As deep as a body may be nested. */
const DEEPEST = 200;

const COUNTS = ['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties'] as const;
const PLAIN = ['title', 'description', 'default', 'format', 'pattern', 'minimum', 'maximum', 'required'] as const;
/** Bounds of whole numbers that JSON Schema says by the type alone; elsewhere an unknown format is an error. */
const FORMATS_OF_NUMBERS: ReadonlySet<unknown> = new Set(['int32', 'int64', 'float', 'double', 'enum']);

/** Never throws; what is no schema allows anything. */
export function toJsonSchema(schema: unknown): JsonValue {
  return convert(schema, DEEPEST);
}

function convert(schema: unknown, levels: number): JsonValue {
  if (!isRecord(schema) || levels === 0) return {};
  const field = (name: string): unknown => schema[name] ?? schema[snakeCaseOf(name)] ?? undefined;
  const converted: [string, unknown][] = [];
  const add = (name: string, value: unknown): void => {
    if (value !== undefined) converted.push([name, value]);
  };
  add('type', typeOf(field('type'), field('nullable') === true));
  for (const name of PLAIN) add(name, name === 'format' ? formatOf(field(name)) : field(name));
  for (const name of COUNTS) add(name, countOf(field(name)));
  add('enum', enumOf(field('enum'), field('nullable') === true));
  const example = field('example');
  if (example !== undefined) add('examples', [example]);
  const items = field('items');
  if (items !== undefined) add('items', convert(items, levels - 1));
  add('properties', propertiesOf(field('properties'), field('propertyOrdering'), levels - 1));
  const anyOf = field('anyOf');
  if (Array.isArray(anyOf)) add('anyOf', anyOf.map((one) => convert(one, levels - 1))); // prettier-ignore
  return Object.fromEntries(converted) as JsonValue;
}

function typeOf(type: unknown, isNullable: boolean): unknown {
  if (typeof type !== 'string' || type === 'TYPE_UNSPECIFIED') return undefined;
  const name = type.toLowerCase();
  return isNullable && name !== 'null' ? [name, 'null'] : name;
}

function formatOf(format: unknown): unknown {
  return FORMATS_OF_NUMBERS.has(format) ? undefined : format;
}

function countOf(count: unknown): unknown {
  return typeof count === 'string' && /^\d{1,15}$/.test(count) ? Number(count) : count;
}

function enumOf(values: unknown, isNullable: boolean): unknown {
  if (!Array.isArray(values)) return undefined;
  return isNullable && !values.includes(null) ? [...(values as unknown[]), null] : values;
}

/** In the order that is asked for, then as written. */
function propertiesOf(properties: unknown, ordering: unknown, levels: number): unknown {
  if (!isRecord(properties)) return undefined;
  const asked = Array.isArray(ordering) ? ordering.filter((name) => typeof name === 'string') : [];
  const names = new Set([...asked.filter((name) => Object.hasOwn(properties, name)), ...Object.keys(properties)]);
  return Object.fromEntries([...names].map((name) => [name, convert(properties[name], levels)]));
}
