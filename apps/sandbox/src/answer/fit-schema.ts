/** Deep enough for any schema that people write; a recursive one is closed as soon as it may be. */
const MAX_DEPTH = 24;
/** From here on only what is required is said. */
const TERSE_DEPTH = 6;
const MAX_ITEMS = 100;
/** Schemas looked at for one value: references may multiply. */
const MAX_VISITS = 5_000;
const MAX_LENGTH = 10_000;

type Schema = Record<string, unknown>;

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  duration: 'P1D',
  email: 'sandbox@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '01890000-0000-7000-8000-000000000000',
  uri: 'https://example.com/',
};

/**
 * A value that fits a JSON Schema (or Google's dialect of it), the same for the same schema. Knows types, enums,
 * bounds, formats, references within the schema and unions, whose first member it takes; patterns it doesn't know.
 */
export function fitSchema(schema: unknown): unknown {
  return fit(schema, { root: schema, depth: 0, budget: { visits: MAX_VISITS } });
}

interface Place {
  root: unknown;
  depth: number;
  /** Shared by all places of one value. */
  budget: { visits: number };
}

function fit(schema: unknown, place: Place): unknown {
  place.budget.visits -= 1;
  if (!isSchema(schema) || place.depth > MAX_DEPTH || place.budget.visits < 0) return null;
  const inner = { ...place, depth: place.depth + 1 };
  if (typeof schema.$ref === 'string') return fit(resolve(schema.$ref, place.root), inner);
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  const union = [schema.anyOf, schema.oneOf].find((members) => Array.isArray(members));
  if (union !== undefined) return fit(choose(union as unknown[], place.depth), inner);
  if (Array.isArray(schema.allOf)) return fit(merge(schema, schema.allOf, place.root), inner);
  return fitType(typeOf(schema, place.depth), schema, inner);
}

function fitType(type: string, schema: Schema, inner: Place): unknown {
  if (type === 'object') return fitObject(schema, inner);
  if (type === 'array') return fitArray(schema, inner);
  if (type === 'string') return fitText(schema);
  if (type === 'integer' || type === 'number') return fitNumber(schema, type);
  return type === 'boolean' ? true : null;
}

function fitObject(schema: Schema, inner: Place): Record<string, unknown> {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const said = Object.keys(properties).filter((name) => inner.depth <= TERSE_DEPTH || required.has(name));
  // Without a prototype: a property may be called __proto__.
  const value = Object.create(null) as Record<string, unknown>;
  for (const name of said) value[name] = fit(properties[name], inner);
  return value;
}

function fitArray(schema: Schema, inner: Place): unknown[] {
  const least = numberOf(schema.minItems) ?? (inner.depth <= TERSE_DEPTH ? 1 : 0);
  const most = numberOf(schema.maxItems) ?? MAX_ITEMS;
  const prefix = Array.isArray(schema.prefixItems) ? (schema.prefixItems as unknown[]) : [];
  const length = Math.max(0, Math.min(Math.max(least, prefix.length), most, MAX_ITEMS));
  return Array.from({ length }, (_, index) => fit(prefix[index] ?? schema.items, inner));
}

function fitText(schema: Schema): string {
  const format = typeof schema.format === 'string' ? schema.format : '';
  const text = Object.hasOwn(FORMATS, format) ? (FORMATS[format] ?? '') : 'sandbox';
  const least = Math.min(numberOf(schema.minLength) ?? 0, MAX_LENGTH);
  return text.padEnd(least, ' sandbox').slice(0, numberOf(schema.maxLength) ?? text.length + least);
}

function fitNumber(schema: Schema, type: string): number {
  const step = numberOf(schema.multipleOf) ?? (type === 'integer' ? 1 : 0);
  const above = numberOf(schema.exclusiveMinimum);
  const least = numberOf(schema.minimum) ?? (above === undefined ? undefined : above + (step || 1));
  const below = numberOf(schema.exclusiveMaximum);
  const most = numberOf(schema.maximum) ?? (below === undefined ? undefined : below - (step || 1));
  const value = Math.max(least ?? Math.min(most ?? 1, 1), Math.min(1, most ?? 1));
  return step > 0 ? Math.ceil(value / step) * step : value;
}

/** Google writes types in capitals. Of several the first that isn't null, unless it is time to end. */
function typeOf(schema: Schema, depth: number): string {
  const { type } = schema;
  if (typeof type === 'string') return type.toLowerCase();
  if (Array.isArray(type)) {
    const types = type.filter((each) => typeof each === 'string');
    if (depth > TERSE_DEPTH && types.includes('null')) return 'null';
    return types.find((each) => each !== 'null') ?? 'null';
  }
  if ('properties' in schema) return 'object';
  return 'items' in schema ? 'array' : 'string';
}

function choose(members: unknown[], depth: number): unknown {
  const ends = members.find((member) => isSchema(member) && member.type === 'null');
  return depth > TERSE_DEPTH && ends !== undefined ? ends : (members.find((member) => member !== ends) ?? ends);
}

function merge(schema: Schema, parts: unknown[], root: unknown): Schema {
  const { allOf: _, ...own } = schema;
  const merged: Schema = { ...own };
  for (const part of parts) {
    const resolved = isSchema(part) && typeof part.$ref === 'string' ? resolve(part.$ref, root) : part;
    if (!isSchema(resolved)) continue;
    const properties = { ...(merged.properties as object), ...(resolved.properties as object) };
    Object.assign(merged, resolved, { properties });
  }
  return merged;
}

/** A JSON pointer within the schema (`#/$defs/x`); undefined where it leads nowhere. */
function resolve(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#')) return undefined;
  let value = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Schema)[name];
  }
  return value;
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
