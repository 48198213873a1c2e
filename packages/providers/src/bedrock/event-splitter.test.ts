import { crc32 } from 'node:zlib';
import { EventStreamCodec, type MessageHeaders } from '@smithy/core/event-streams';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { SseEvent } from '../sse.js';
import { BinaryEventSplitter, isBinaryEventStream } from './event-splitter.js';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);

function frame(headers: Record<string, string>, body: string): Buffer {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }]);
  return Buffer.from(codec.encode({ headers: Object.fromEntries(typed) as MessageHeaders, body: Buffer.from(body) }));
}

function event(type: string, json: unknown): Buffer {
  const headers = { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' };
  return frame(headers, JSON.stringify(json));
}

type Split = { events: [type: string | null, data: string][]; outcome: 'ok' | 'event_too_large' };

function split(chunks: readonly Buffer[], maxEventBytes = 1_000): Split {
  const events: Split['events'] = [];
  const onEvent = (one: SseEvent): void => void events.push([one.type(), one.data()?.toString() ?? '']);
  const splitter = new BinaryEventSplitter(onEvent, { maxEventBytes });
  let outcome: Split['outcome'] = 'ok';
  for (const chunk of chunks) outcome = splitter.push(chunk);
  expect(splitter.finish()).toBeNull();
  return { events, outcome };
}

const delta = { contentBlockIndex: 0, delta: { text: 'Grüße 😀' }, p: 'abc' };
const whole = Buffer.concat([event('messageStart', { role: 'assistant' }), event('contentBlockDelta', delta)]);
const expected = [
  ['messageStart', '{"role":"assistant"}'],
  ['contentBlockDelta', JSON.stringify(delta)],
];

describe('frames', () => {
  test('complaint 22: come out whole wherever the bytes were cut', () => {
    for (let at = 0; at <= whole.length; at += 1) {
      expect(split([whole.subarray(0, at), whole.subarray(at)]).events).toEqual(expected);
    }
    expect(split([...whole].map((byte) => Buffer.from([byte])))).toEqual({ events: expected, outcome: 'ok' });
  });

  it('lose the line ends between the tokens of their JSON', () => {
    const pretty = frame({ ':event-type': 'metadata', ':message-type': 'event' }, '{\r\n "a": "b\\n"\n}');
    expect(split([pretty]).events).toEqual([['metadata', '{   "a": "b\\n" }']]);
  });

  it('say what failed', () => {
    const exception = frame(
      { ':exception-type': 'throttlingException', ':message-type': 'exception' },
      '{"message":"x"}',
    );
    const error = frame({ ':error-code': 'InternalError', ':error-message': 'y', ':message-type': 'error' }, '');
    expect(split([exception, error]).events).toEqual([
      ['throttlingException', '{"message":"x"}'],
      ['error', '{"code":"InternalError","message":"y"}'],
    ]);
  });

  it('without a type that can be written down are passed over', () => {
    const odd = frame({ ':event-type': 'a\ndata: {}', ':message-type': 'event' }, '{}');
    expect(split([odd, frame({}, '{}'), whole])).toEqual({ events: expected, outcome: 'ok' });
  });

  it('may be as large as is allowed, and no larger', () => {
    const one = event('metadata', {});
    expect(split([one], one.length)).toMatchObject({ events: [['metadata', '{}']], outcome: 'ok' });
    // Its first twelve bytes are enough to know.
    expect(split([one.subarray(0, 12)], one.length - 1)).toEqual({ events: [], outcome: 'event_too_large' });
  });
});

describe('bytes that can’t be trusted', () => {
  it('end the stream: any changed bit of a frame, and nothing after it is read', () => {
    const good = event('messageStart', { role: 'assistant' });
    for (let bit = 0; bit < good.length * 8; bit += 1) {
      const bad = Buffer.from(good);
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(split([whole, bad, whole])).toEqual({ events: expected, outcome: 'event_too_large' });
    }
  });

  it('never make it throw, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }), (chunks) => {
        const bytes = chunks.map((chunk) => Buffer.from(chunk));
        const total = bytes.reduce((sum, { length }) => sum + length, 0);
        expect(split(bytes)).toEqual({ events: [], outcome: total < 12 ? 'ok' : 'event_too_large' });
      }),
    );
  });

  it('may lie about their headers under checksums that are right', () => {
    // One header, whose name is said to be longer than all headers.
    const liar = Buffer.alloc(17);
    liar.writeUInt32BE(17, 0);
    liar.writeUInt32BE(1, 4);
    liar.writeUInt32BE(crc32(liar.subarray(0, 8)), 8);
    liar[12] = 200;
    liar.writeUInt32BE(crc32(liar.subarray(0, 13)), 13);
    expect(split([whole, liar])).toEqual({ events: expected, outcome: 'event_too_large' });
  });

  it('are let go when the stream ends in the middle of a frame', () => {
    expect(split([whole.subarray(0, -1)]).events).toEqual(expected.slice(0, 1));
  });
});

it.each([
  ['application/vnd.amazon.eventstream', true],
  ['Application/vnd.amazon.eventstream ; charset=x', true],
  ['application/vnd.amazon.eventstreams', false],
  ['text/event-stream', false],
  [undefined, false],
])('%s: %s', (contentType, isOne) => {
  expect(isBinaryEventStream(contentType)).toBe(isOne);
});
