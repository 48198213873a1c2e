import { describe, expect, test } from 'vitest';
import { parseMachineStat, parseProcessStat, parseSchedstat, parseStatus } from './accounting.mjs';

describe('schedstat of a thread', () => {
  test('begins with its time on a processor in ns', () => {
    expect(parseSchedstat('35472845 7252108 99\n')).toBe(35_472_845);
  });

  test.each(['', '\n', 'no 1 2\n'])('is refused when it says nothing: %j', (text) => {
    expect(() => parseSchedstat(text)).toThrow('no schedstat');
  });
});

describe('stat of a process', () => {
  test('gives its parent, and the ticks of itself and of the children it has waited for', () => {
    const stat = '4242 (nginx) S 4100 4242 4242 0 -1 4194560 900 800 0 0 11 22 300 4000 20 0 1 0 77 5000 600 18446744';
    expect(parseProcessStat(stat)).toEqual({ parent: 4100, ticks: 11 + 22 + 300 + 4000 });
  });

  test('whose name holds spaces and parentheses is read after the last of them', () => {
    const stat = '7 (odd) S 9 (name) R 5 7 7 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 1 1 1 1';
    expect(parseProcessStat(stat)).toEqual({ parent: 5, ticks: 10 });
  });
});

test('the machine was busy when it worked, was interrupted, or was taken away, and not when it waited', () => {
  const stat = 'cpu  100 20 30 9000 800 4 5 6 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\nintr 99\n';
  expect(parseMachineStat(stat)).toBe(100 + 20 + 30 + 4 + 5 + 6);
});

describe('status of a process', () => {
  test('gives what is resident and the most that ever was', () => {
    const status = 'Name:\tnode\nVmPeak:\t  900 kB\nVmHWM:\t  400 kB\nVmRSS:\t  300 kB\nRssAnon:\t 1 kB\n';
    expect(parseStatus(status)).toEqual({ residentBytes: 300 * 1024, peakBytes: 400 * 1024 });
  });

  test('of one that is ending has no memory', () => {
    expect(() => parseStatus('Name:\tnode\nState:\tZ (zombie)\n')).toThrow('without VmRSS');
  });
});
