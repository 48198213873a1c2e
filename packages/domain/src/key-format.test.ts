import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeKey, generateKey, parseKey, randomBase62 } from './key-format.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const prefix = fc.stringMatching(/^[a-z][a-z0-9]{0,15}$/);
const environment = fc.constantFrom('live' as const, 'test' as const);
const key = fc.tuple(prefix, environment).map(([name, env]) => generateKey(name, env));

/** The checksum by another's CRC-32. */
function checksum(body: string): string {
  let value = crc32(body);
  let text = '';
  for (let place = 0; place < 6; place++, value = Math.floor(value / 62)) text = ALPHABET.charAt(value % 62) + text;
  return text;
}

describe('generateKey', () => {
  it('makes keys that are read back', () => {
    fc.assert(
      fc.property(prefix, environment, (name, env) => {
        const made = generateKey(name, env);
        expect(made).toMatch(new RegExp(`^${name}_${env}_[0-9A-Za-z]{38}$`));
        expect(parseKey(made)).toEqual({ prefix: name, environment: env });
      }),
    );
  });

  it('never makes the same twice', () => {
    expect(new Set(Array.from({ length: 2000 }, () => generateKey('tp', 'live'))).size).toBe(2000);
  });

  it('ends in the CRC-32 that the standard has', () => {
    expect(crc32('123456789')).toBe(0xcbf43926);
    const body = `tp_live_${'123456789'.padEnd(32, '0')}`;
    expect(parseKey(body + checksum(body))).toEqual({ prefix: 'tp', environment: 'live' });
    fc.assert(
      fc.property(key, (made) => {
        expect(made.slice(-6)).toBe(checksum(made.slice(0, -6)));
      }),
    );
  });

  it.each(['', 'Acme', 'my_co', '1st', 'a'.repeat(17), 'a-b'])(
    'refuses the prefix %j, whose keys could not be read',
    (name) => {
      expect(() => generateKey(name, 'live')).toThrow('prefix');
    },
  );
});

describe('parseKey', () => {
  it('refuses every typo of one character', () => {
    fc.assert(
      fc.property(key, fc.nat(), fc.constantFrom(...ALPHABET, '_', '-', ' ', 'é'), (made, position, wrong) => {
        const at = position % made.length;
        fc.pre(made[at] !== wrong);
        expect(parseKey(made.slice(0, at) + wrong + made.slice(at + 1))).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses two neighbours swapped', () => {
    fc.assert(
      fc.property(key, fc.nat(), (made, position) => {
        const at = position % (made.length - 1);
        fc.pre(made[at] !== made[at + 1]);
        expect(parseKey(made.slice(0, at) + made.charAt(at + 1) + made.charAt(at) + made.slice(at + 2))).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses every truncation and every addition', () => {
    fc.assert(
      fc.property(key, fc.nat(), fc.constantFrom(...ALPHABET, '\n', ' '), (made, length, more) => {
        expect(parseKey(made.slice(0, length % made.length))).toBeNull();
        expect(parseKey(made.slice(1 + (length % made.length)))).toBeNull();
        expect(parseKey(made + more)).toBeNull();
        expect(parseKey(more + made)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('refuses the other environment', () => {
    fc.assert(
      fc.property(prefix, (name) => {
        expect(parseKey(generateKey(name, 'live').replace('_live_', '_test_'))).toBeNull();
      }),
    );
  });
});

describe('describeKey', () => {
  it('shows the first and last four characters and no more', () => {
    const made = generateKey('tp', 'live');
    expect(describeKey(made)).toEqual({ start: made.slice(0, 12), last4: made.slice(-4) });
  });
});

describe('randomBase62', () => {
  it('has the length asked for and uses every character about equally often', () => {
    expect(randomBase62(0)).toBe('');
    const texts = Array.from({ length: 62 }, () => randomBase62(1000));
    for (const text of texts) expect(text).toHaveLength(1000);
    const counts = new Map<string, number>();
    for (const character of texts.join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect([...counts.keys()].sort().join('')).toBe([...ALPHABET].sort().join(''));
    // 1000 each on average; 8 standard deviations of the binomial distribution are 251.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(251);
  });
});
