import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHAT } from '../upstream/answers.mjs';
import { StreamCount } from './stream-count.mjs';

const EVENTS = 5;
const SENT_US = 1_000_000;
const events = Array.from({ length: EVENTS }, (_, number) => CHAT.eventOf(number, SENT_US + number));
const ends = CHAT.lastEventsOf(EVENTS);
const [why = '', usage = '', done = ''] = ends;

function count(pieces: string[]) {
  const delaysUs: number[] = [];
  const stream = new StreamCount(EVENTS, delaysUs);
  for (const piece of pieces) stream.push(piece, SENT_US + 10);
  return { fault: stream.close(), events: stream.events, delaysUs };
}

test('a whole stream has no fault, and every event its delay', () => {
  expect(count([...events, ...ends])).toEqual({ fault: null, events: EVENTS, delaysUs: [10, 9, 8, 7, 6] });
});

test('however it is cut', () => {
  const text = [...events, ...ends].join('');
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
      const sorted = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const pieces = sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
      expect(count(pieces)).toMatchObject({ fault: null, events: EVENTS });
    }),
  );
});

describe('a fault is found:', () => {
  test.each([
    ['a lost event', [...events.toSpliced(2, 1), ...ends], 'event 3 is not where it belongs'],
    ['the last one lost', [...events.slice(0, -1), ...ends], '4 of 5 events arrived'],
    ['a doubled event', [...events.slice(0, 2), ...events.slice(1), ...ends], 'event 1 is not where it belongs'],
    ['two in the wrong order', [events[1] ?? '', events[0] ?? '', ...events.slice(2), ...ends], 'event 1 is not'],
    ['no usage', [...events, why, done], 'without its usage'],
    ['no end', [...events, why, usage], 'without its end'],
    ['something after the end', [...events, ...ends, 'data: more'], 'without its end'],
    ['an event after the end', [...events.slice(0, -1), ...ends, events[4] ?? ''], 'event 4 is not where it belongs'],
  ])('%s', (_, pieces, fault) => {
    expect(count(pieces).fault).toContain(fault);
  });
});
