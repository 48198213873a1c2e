const LISTS = ['anyOf', 'allOf', 'oneOf', 'prefixItems'];
const MAPS = ['properties', '$defs', 'definitions'];

/** A JSON Schema, read as received. */
export type Schema = Record<string, unknown>;

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schemas that stand right within a schema, each with the path that leads to it. */
export function* innerSchemas(schema: Schema): Generator<[unknown, readonly string[]]> {
  if (schema.items !== undefined) yield [schema.items, ['items']];
  for (const list of LISTS) {
    const members = schema[list];
    if (Array.isArray(members)) for (const [index, each] of members.entries()) yield [each, [list, String(index)]];
  }
  for (const map of MAPS) {
    const members = schema[map];
    if (isSchema(members)) for (const [name, each] of Object.entries(members)) yield [each, [map, name]];
  }
}

/** Whether a schema is one of an object. */
export function isObjectSchema(schema: Schema): boolean {
  return schema.type === 'object' || isSchema(schema.properties);
}
