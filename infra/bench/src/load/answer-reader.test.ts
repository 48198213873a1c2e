import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerReader } from './answer-reader.mjs';

function read(text: string, cuts: number[] = []) {
  const answers: { status: number; body: string }[] = [];
  let body = '';
  const reader = new AnswerReader({
    onText: (piece) => (body += piece),
    onEnd: (status) => {
      answers.push({ status, body });
      body = '';
    },
  });
  const sorted = [0, ...cuts.toSorted((a, b) => a - b), text.length];
  for (const [index, end] of sorted.slice(1).entries()) reader.push(Buffer.from(text.slice(sorted[index], end)));
  return answers;
}

const CHUNKED =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n10;x=y\r\nsixteen letters!\r\n0\r\n\r\n';
const SIZED = 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy';
const EMPTY = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

test('answers of one connection are told apart, wherever they are cut', () => {
  const text = CHUNKED + SIZED + EMPTY + CHUNKED;
  const whole = { status: 200, body: 'firstsixteen letters!' };
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 30 }), (cuts) => {
      expect(read(text, cuts)).toEqual([whole, { status: 503, body: 'busy' }, { status: 200, body: '' }, whole]);
    }),
  );
});

test('what was cut off has no end', () => {
  expect(read(CHUNKED.slice(0, -5))).toEqual([]);
  expect(read(SIZED.slice(0, -1))).toEqual([]);
});

test('what is no chunk is refused', () => {
  expect(() => read('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nwhat\r\n')).toThrow('no chunk begins with');
});
