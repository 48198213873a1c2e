import { describe, expect, it } from 'vitest';
import { shortCode } from './short-code';

describe('shortCode', () => {
  it.each([
    ['Turnpike', 'TU'],
    ['chat-small', 'CS'],
    ['Acme AI Gateway', 'AA'],
    ['  spaced   out ', 'SO'],
    ['x', 'X'],
    ['Übersetzung', 'ÜB'],
    ['—', ''],
  ])('of %j is %j', (name, code) => {
    expect(shortCode(name)).toBe(code);
  });
});
