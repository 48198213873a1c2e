import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestBytes } from '../load/request-bytes.mjs';
import { RequestReader } from './request-reader.mjs';

const body = '{"model":"bench","max_tokens":20}';
const SIZED = requestBytes({ origin: 'http://127.0.0.1:8080', headers: { 'x-more': 'y' }, body });
const CHUNKED = `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n21\r\n${body}\r\n0\r\n\r\n`;
const BARE = 'GET /ready HTTP/1.1\r\nhost: x\r\n\r\n';

test('each request is found once and whole, wherever the bytes are cut', () => {
  const text = SIZED + CHUNKED + BARE + SIZED;
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
      const found: string[] = [];
      const reader = new RequestReader((request) => found.push(request));
      const sorted = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      for (const [index, end] of sorted.slice(1).entries()) reader.push(Buffer.from(text.slice(sorted[index], end)));
      expect(found).toEqual([SIZED, CHUNKED, BARE, SIZED]);
    }),
  );
});
