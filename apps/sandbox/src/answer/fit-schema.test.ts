import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSchema } from './fit-schema.js';

describe('fitSchema', () => {
  it.each([
    [{ type: 'string' }, 'sandbox'],
    [{ type: 'STRING', maxLength: '3' }, 'san'],
    [{ type: 'string', minLength: 10 }, 'sandbox sa'],
    [{ type: 'string', format: 'date' }, '2026-01-01'],
    [{ enum: ['b', 'a'] }, 'b'],
    [{ const: null }, null],
    [{ type: 'integer', minimum: 5 }, 5],
    [{ type: 'integer', exclusiveMinimum: 5 }, 6],
    [{ type: 'number', maximum: -2 }, -2],
    [{ type: 'integer', minimum: 4, multipleOf: 5 }, 5],
    [{ type: ['null', 'boolean'] }, true],
    [{ anyOf: [{ type: 'null' }, { type: 'integer' }] }, 1],
    [{ type: 'array', items: { type: 'integer' }, minItems: 3 }, [1, 1, 1]],
    [{ type: 'array', items: { type: 'integer' }, maxItems: 0 }, []],
    [{ prefixItems: [{ type: 'integer' }, { type: 'boolean' }], type: 'array' }, [1, true]],
    [{ properties: { a: { $ref: '#/$defs/b' } }, $defs: { b: { type: 'boolean' } } }, { a: true }],
    [{ allOf: [{ properties: { a: { const: 1 } } }, { properties: { b: { const: 2 } } }] }, { a: 1, b: 2 }],
    [{}, 'sandbox'],
    [undefined, null],
  ])('fits %j', (schema, value) => {
    expect(JSON.parse(JSON.stringify(fitSchema(schema)))).toEqual(value);
  });

  it('closes a schema that contains itself', () => {
    const node = {
      $defs: {
        node: {
          type: 'object',
          properties: {
            next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
            all: { items: { $ref: '#/$defs/node' }, type: 'array' },
          },
          required: ['next', 'all'],
        },
      },
      $ref: '#/$defs/node',
    };
    expect(JSON.stringify(fitSchema(node)).length).toBeLessThan(10_000);
    expect(fitSchema({ $ref: '#' })).toBeNull();
  });

  it('takes a property called __proto__ for one', () => {
    const schema = JSON.parse('{"properties":{"__proto__":{"const":1}}}') as unknown;
    expect(JSON.stringify(fitSchema(schema))).toBe('{"__proto__":1}');
  });

  it('makes JSON of anything, and soon', () => {
    fc.assert(fc.property(fc.jsonValue(), (schema) => JSON.stringify(fitSchema(schema)).length < 1_000_000));
  });
});
