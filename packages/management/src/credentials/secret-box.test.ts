import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCredentialKeys, open, seal } from './secret-box.js';

const key = () => randomBytes(32).toString('base64');
const keys = createCredentialKeys([key()]);

test('opens what it sealed, and never seals the same way twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
      const [one, two] = [seal(keys, secret, 'provider:1'), seal(keys, secret, 'provider:1')];
      expect(open(keys, one, 'provider:1')).toBe(secret);
      expect(one.ciphertext.equals(two.ciphertext)).toBe(false);
    }),
  );
});

test('any changed byte, another owner or a cut end is refused', () => {
  const sealed = seal(keys, 'sk-secret', 'provider:1');
  for (let index = 0; index < sealed.ciphertext.length; index++) {
    const altered = Buffer.from(sealed.ciphertext);
    altered[index] = (altered[index] ?? 0) ^ 1;
    expect(() => open(keys, { ...sealed, ciphertext: altered }, 'provider:1')).toThrow();
  }
  expect(() => open(keys, sealed, 'provider:2')).toThrow();
  expect(() => open(keys, { ...sealed, ciphertext: sealed.ciphertext.subarray(0, 20) }, 'provider:1')).toThrow();
});

test('after rotation the old key still opens, the new one seals', () => {
  const [oldKey, newKey] = [key(), key()];
  const sealed = seal(createCredentialKeys([oldKey]), 'sk-secret', 'provider:1');
  const rotated = createCredentialKeys([newKey, oldKey]);
  expect(open(rotated, sealed, 'provider:1')).toBe('sk-secret');
  expect(seal(rotated, 'x', 'provider:1').keyId).not.toBe(sealed.keyId);
  expect(() => open(createCredentialKeys([newKey]), sealed, 'provider:1')).toThrow(/no credential key/);
});

test('a key of another length is refused', () => {
  expect(() => createCredentialKeys([randomBytes(16).toString('base64')])).toThrow(/32 bytes/);
});
