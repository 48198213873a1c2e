import { describe, expect, test } from 'vitest';
import { parseOptions } from './options.mjs';

test('without options it is the whole run, and each case says how long', () => {
  expect(parseOptions([])).toMatchObject({
    whole: true,
    prepare: true,
    rounds: null,
    seconds: null,
    warmUpSeconds: null,
  });
});

describe('a run that is smaller than the whole is never published by itself', () => {
  test.each(['--quick', '--cases=keys', '--targets=nginx', '--rounds=1', '--seconds=2', '--warm-up=1'])('%s', (arg) => {
    expect(parseOptions([arg]).whole).toBe(false);
  });

  test('nor one of a gateway with other options than the real one', () => {
    expect(parseOptions(['--node-options=--cpu-prof']).whole).toBe(false);
  });
});

test('preparing can be left out, and where the results go be chosen, of a whole run too', () => {
  expect(parseOptions(['--no-prepare', '--out', 'here'])).toMatchObject({ whole: true, prepare: false, out: 'here' });
});

test.each([
  ['--rounds', '0'],
  ['--seconds', 'long'],
  ['--rouns', '3'],
  ['--repeats', '-1'],
  ['--repeats', 'x'],
])('%s %s is refused', (...args) => {
  expect(() => parseOptions(args)).toThrow(TypeError);
});
