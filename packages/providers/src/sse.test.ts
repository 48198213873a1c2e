import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SseEvent } from './sse.js';
import { SseSplitter, isEventStream } from './sse.js';

interface Seen {
  raw: string;
  data: string | null;
  type: string | null;
}

function split(chunks: Buffer[], maxEventBytes = 1_000_000): { events: Seen[]; rest: string; outcome: string } {
  const events: Seen[] = [];
  const note = (event: SseEvent): void => {
    events.push({ raw: event.raw.toString('latin1'), data: event.data()?.toString() ?? null, type: event.type() });
  };
  const splitter = new SseSplitter(note, { maxEventBytes });
  let outcome = 'ok';
  for (const chunk of chunks) outcome = splitter.push(chunk);
  const rest = splitter.finish();
  if (rest !== null) note(rest);
  return { events, rest: rest?.raw.toString('latin1') ?? '', outcome };
}

function dataOf(text: string): (string | null)[] {
  return split([Buffer.from(text)]).events.map((event) => event.data);
}

/** Cuts bytes at these places. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

describe('SseSplitter', () => {
  it.each([
    ['data: a\n\ndata: b\n\n', ['a', 'b']],
    ['data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['data: a\r\rdata: b\r\r', ['a', 'b']],
    ['data: a\r\n\ndata: b\n\r\n', ['a', 'b']],
    ['data:a\n\ndata:  b\n\n', ['a', ' b']],
    ['data: a\ndata: b\n\n', ['a\nb']],
    ['data\n\ndata:\n\n', ['', '']],
    [': keep-alive\n\ndata: a\n\n', [null, 'a']],
    [': note\nid: 7\ndata: a\nretry: 10\n\n', ['a']],
    ['database: no\ndata: a\n\n', ['a']],
    ['\uFEFFdata: a\n\n', ['a']],
    ['data: a\n\ndata: [DONE]\n', ['a', '[DONE]']],
    ['data: a\n\ndata: [DONE]', ['a', '[DONE]']],
    ['data: é\u2028ü\n\n', ['é\u2028ü']],
    ['', []],
  ])('reads %j', (text, expected) => {
    expect(dataOf(text)).toEqual(expected);
  });

  it('reads the event field', () => {
    const { events } = split([Buffer.from('event: error\ndata: x\n\nevent:y\n\ndata: z\n\n')]);
    expect(events.map((event) => [event.type, event.data])).toEqual([
      ['error', 'x'],
      ['y', null],
      [null, 'z'],
    ]);
  });

  it('gives an event as soon as its last byte is there, without waiting for what may follow a CR', () => {
    const seen: (string | null)[] = [];
    const splitter = new SseSplitter((event) => seen.push(event.data()?.toString() ?? null), { maxEventBytes: 100 });
    splitter.push(Buffer.from('data: a\r\n\r'));
    expect(seen).toEqual(['a']);
    splitter.push(Buffer.from('\ndata: b\n\n'));
    expect(seen).toEqual(['a', 'b']);
  });

  it('copies nothing when an event lies in one chunk', () => {
    const chunk = Buffer.from('data: a\n\ndata: b\n\n');
    const events: SseEvent[] = [];
    new SseSplitter((event) => events.push(event), { maxEventBytes: 100 }).push(chunk);
    expect(events.map((event) => event.raw.buffer === chunk.buffer)).toEqual([true, true]);
    expect(events[1]?.raw.byteOffset).toBe(chunk.byteOffset + 9);
  });

  it('is the same however the bytes are cut, loses none, and agrees with a plain reading of the whole', () => {
    const line = fc.oneof(
      fc.constantFrom('data: x', 'data:', 'data', ': note', 'event: e', 'id: 1', 'data:  two', 'dataX: no', '{"a":1}'),
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
    );
    const ending = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r');
    const event = fc.tuple(fc.array(fc.tuple(line, ending), { maxLength: 4 }), ending);
    const stream = fc.tuple(fc.boolean(), fc.array(event, { maxLength: 8 }), fc.option(line, { nil: '' }));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), ([hasBom, events, tail], places) => {
        const body = events.map(([lines, end]) => lines.map(([text, eol]) => text + eol).join('') + end).join('');
        const bytes = Buffer.from((hasBom ? '\uFEFF' : '') + body + tail);
        const { events: seen, outcome } = split(cut(bytes, places));
        expect(outcome).toBe('ok');
        expect(seen.map((found) => found.raw).join('')).toBe(bytes.toString('latin1'));
        const found = seen.filter((one) => one.data !== null).map((one) => [one.type, one.data]);
        expect(found).toEqual(readPlainly(body + tail));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses an event over the bound at the same place, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 8 }), (sizes, places) => {
        const bytes = Buffer.from(sizes.map((size) => `data: ${'x'.repeat(size)}\n\n`).join(''));
        const firstTooLarge = sizes.findIndex((size) => size + 8 > 40);
        const { events, outcome } = split(cut(bytes, places), 40);
        expect(events.length).toBe(firstTooLarge < 0 ? sizes.length : firstTooLarge);
        expect(outcome).toBe(firstTooLarge < 0 ? 'ok' : 'event_too_large');
      }),
    );
  });

  it('holds no more than the bound of an event without end', () => {
    const splitter = new SseSplitter(() => undefined, { maxEventBytes: 1_000 });
    const chunk = Buffer.alloc(400, 'x');
    expect([1, 2, 3, 4].map(() => splitter.push(chunk))).toEqual(['ok', 'ok', 'event_too_large', 'event_too_large']);
    expect(splitter.finish()).toBeNull();
  });
});

/** The standard's algorithm over the whole text, without any of the splitter's care for bytes. */
function readPlainly(text: string): [string | null, string][] {
  const found: [string | null, string][] = [];
  let data: string[] = [];
  let type: string | null = null;
  const flush = (): void => {
    if (data.length > 0) found.push([type, data.join('\n')]);
    data = [];
    type = null;
  };
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === '') flush();
    else if (line === 'data') data.push('');
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    else if (line.startsWith('event:')) type = line.slice(6).replace(/^ /, '');
  }
  flush();
  return found;
}

describe('isEventStream', () => {
  it.each([
    ['text/event-stream', true],
    ['Text/Event-Stream; charset=utf-8', true],
    ['text/event-stream-not', false],
    ['application/json', false],
    [undefined, false],
  ])('%s: %s', (type, expected) => {
    expect(isEventStream(type)).toBe(expected);
  });
});
