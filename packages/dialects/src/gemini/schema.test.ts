import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toJsonSchema } from './schema.js';

test('an OpenAPI schema of every word', () => {
  const schema = {
    type: 'OBJECT',
    description: 'A place',
    propertyOrdering: ['zip', 'city', 'nowhere'],
    required: ['city'],
    properties: {
      city: { type: 'STRING', enum: ['Paris', 'Rome'], nullable: true, example: 'Paris' },
      zip: { type: 'INTEGER', format: 'int64', minimum: 1 },
      since: { type: 'STRING', format: 'date-time' },
      tags: { type: 'ARRAY', items: { type: 'STRING' }, minItems: '1', max_items: 3 },
      either: { any_of: [{ type: 'NUMBER' }, { type: 'NULL' }] },
      __proto__own: { type: 'BOOLEAN' },
    },
  };
  const converted = toJsonSchema(schema) as { properties: object };
  expect(converted).toEqual({
    type: 'object',
    description: 'A place',
    required: ['city'],
    properties: {
      zip: { type: 'integer', minimum: 1 },
      city: { type: ['string', 'null'], enum: ['Paris', 'Rome', null], examples: ['Paris'] },
      since: { type: 'string', format: 'date-time' },
      tags: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3 },
      either: { anyOf: [{ type: 'number' }, { type: 'null' }] },
      __proto__own: { type: 'boolean' },
    },
  });
  expect(Object.keys(converted.properties).slice(0, 2)).toEqual(['zip', 'city']);
});

test('a property may be called __proto__', () => {
  const schema = JSON.parse('{"type":"OBJECT","properties":{"__proto__":{"type":"STRING"}}}') as unknown;
  const { properties } = toJsonSchema(schema) as { properties: object };
  expect(Object.keys(properties)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(properties)).toBe(Object.prototype);
});

test('never throws, however deep', () => {
  fc.assert(fc.property(fc.anything(), (any) => typeof toJsonSchema(any) === 'object'));
  let deep: object = {};
  for (let level = 0; level < 100_000; level += 1) deep = { items: deep };
  expect(toJsonSchema(deep)).toBeTypeOf('object');
});
