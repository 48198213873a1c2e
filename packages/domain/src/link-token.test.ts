import { expect, test } from 'vitest';
import { hashLinkToken, linkToken } from './link-token.js';

const PEPPER = new Uint8Array(32).fill(7);
const ID = '0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5f6';

test('a token is the same for the same row, and another for everything else', () => {
  const token = linkToken(PEPPER, 'email-token', ID);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(linkToken(PEPPER, 'email-token', ID)).toBe(token);
  expect(linkToken(PEPPER, 'invitation', ID)).not.toBe(token);
  expect(linkToken(PEPPER, 'email-token', ID.replace('6', '7'))).not.toBe(token);
  expect(linkToken(new Uint8Array(32).fill(8), 'email-token', ID)).not.toBe(token);
});

test('only what may be a token is hashed', () => {
  expect(hashLinkToken(linkToken(PEPPER, 'invitation', ID))).toHaveLength(32);
  for (const text of ['', 'x', `${'A'.repeat(43)}=`, `${'A'.repeat(42)}\0`]) expect(hashLinkToken(text)).toBeNull();
});
