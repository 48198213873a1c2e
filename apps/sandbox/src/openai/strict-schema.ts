import { innerSchemas, isObjectSchema, isSchema, type Schema } from '../answer/walk-schema.js';

const MAX_DEPTH = 64;

/**
 * Why a schema isn't one of Structured Outputs: there every object names all of its properties as required and allows
 * no others. Undefined where it is one.
 */
export function findLoose(schema: unknown): string | undefined {
  return search(schema, []);
}

function search(schema: unknown, context: readonly string[]): string | undefined {
  if (!isSchema(schema) || context.length > MAX_DEPTH) return undefined;
  const own = isObjectSchema(schema) ? checkObject(schema, context) : undefined;
  if (own !== undefined) return own;
  for (const [inner, path] of innerSchemas(schema)) {
    const found = search(inner, [...context, ...path]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkObject(schema: Schema, context: readonly string[]): string | undefined {
  const at = `In context=(${context.map((each) => `'${each}'`).join(', ')}),`;
  if (schema.additionalProperties !== false) {
    return `${at} 'additionalProperties' is required to be supplied and to be false.`;
  }
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const lacking = Object.keys(isSchema(schema.properties) ? schema.properties : {}).find(
    (name) => !required.includes(name),
  );
  if (lacking === undefined) return undefined;
  return `${at} 'required' is required to be supplied and to be an array including every key in properties. Missing '${lacking}'.`;
}
