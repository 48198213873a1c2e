import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endUserOf, parseJsonObject } from './validation.js';

const parse = (text: string | Buffer) => parseJsonObject(Buffer.from(text));
const isRefused = (text: string | Buffer) => parse(text) instanceof ApiError;

test('any JSON object is itself, any bytes are answered', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 20 })), (object) => {
      const text = JSON.stringify(object);
      expect(parse(text)).toEqual(JSON.parse(text));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const parsed = parse(Buffer.from(bytes));
      expect(parsed instanceof ApiError || typeof parsed === 'object').toBe(true);
    }),
  );
});

test('depth counts brackets, not those within texts', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  expect(isRefused(nested(200))).toBe(false);
  expect(isRefused(nested(201))).toBe(true);
  expect(isRefused(`{"a":${'{"b":'.repeat(200)}1${'}'.repeat(200)}}`)).toBe(true);
  expect(isRefused(JSON.stringify({ a: '['.repeat(1_000), b: '\\'.repeat(3), c: '"['.repeat(500) }))).toBe(false);
  expect(isRefused(JSON.stringify({ a: Array.from({ length: 1_000 }, () => []) }))).toBe(false);
});

test('a broken sequence of UTF-8 is refused', () => {
  expect(isRefused(Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]))).toBe(true);
});

test('an end user is what a database can keep', () => {
  expect(endUserOf({})).toBeNull();
  expect(endUserOf({ user: '' })).toBeNull();
  expect(endUserOf({ user: 7 })).toBeNull();
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 400, unit: 'binary' }), (user) => {
      const kept = endUserOf({ user });
      expect(kept?.length).toBe(Math.min(user.length, 256));
      expect(kept?.isWellFormed()).toBe(true);
      expect(kept).not.toContain('\0');
    }),
  );
});
