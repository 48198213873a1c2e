import { expect, test } from 'vitest';
import { readWrk } from './wrk.mjs';

const RUN = {
  requests: 1000,
  us: 2_000_000,
  bytes: 600_000,
  non2xx: 0,
  connect: 0,
  read: 0,
  write: 0,
  timeout: 0,
  p50Us: 640,
  p99Us: 1200,
};

const output = (changes: Partial<typeof RUN> = {}) =>
  `Running 2s test @ http://127.0.0.1:1\n  1 threads and 64 connections\n${JSON.stringify({ ...RUN, ...changes })}\n`;

test('a run is read from the line the script prints', () => {
  expect(readWrk(output(), 400)).toEqual({ units: 1000, requests: 1000, seconds: 2, p50Us: 640, p99Us: 1200 });
});

test.each(['non2xx', 'connect', 'read', 'write', 'timeout'] as const)('one %s fails it', (name) => {
  expect(() => readWrk(output({ [name]: 1 }), 400)).toThrow(`calls failed: 1 ${name}`);
});

test.each([
  ['answers too short to be whole', output({ bytes: 1000 * 399 }), 'answers have 399 bytes, not 400'],
  ['no answer at all', output({ requests: 0 }), 'no answer'],
  ['a script that said nothing', 'Running 2s test\n', 'said nothing'],
])('%s fail it', (_, text, message) => {
  expect(() => readWrk(text, 400)).toThrow(message);
});
