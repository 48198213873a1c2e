import { BreakerPolicySchema, EjectionPolicySchema } from '@turnpike/contracts/management/routing';
import { beforeEach, describe, expect, test } from 'vitest';
import { breakAt, fly } from '../test/route.fixture.js';
import type { PlaceEvent } from './place-event.js';
import { Places } from './places.js';

const UNIX_MS = 1_800_000_000_000;
const EJECTION = { consecutiveFailures: 3, ejectMs: 1000, mostEjectedPercent: 50 };

let time: number;
let places: Places;
let events: PlaceEvent[];

beforeEach(() => {
  time = 5000;
  places = new Places({ now: () => time, clock: () => UNIX_MS + time, random: () => 0 });
  events = [];
  places.onEvent((event) => events.push(event));
});

/** Places `a`, `b`, … in one pool. */
function pool(size: number, ejection: Partial<typeof EJECTION> = {}): void {
  const members = [...'abcdefghij'].slice(0, size).map((key) => places.of(key));
  const policy = {
    breaker: BreakerPolicySchema.parse({}),
    ejection: EjectionPolicySchema.parse({ ...EJECTION, ...ejection }),
    pools: [members],
  };
  for (const place of members) place.adopt(policy);
}

const kinds = () => events.map(({ key, kind }) => `${key} ${kind}`);
const usable = (key: string) => places.of(key).isUsable();

describe('ejection', () => {
  test('failures in a row, and only those', () => {
    pool(4);
    fly(places, 'a', 'failure', 2);
    fly(places, 'a', 'success');
    fly(places, 'a', 'failure', 2);
    expect(usable('a')).toBe(true);
    fly(places, 'a', 'failure');
    expect(usable('a')).toBe(false);
    expect(events).toEqual([
      { key: 'a', kind: 'ejected', atMs: UNIX_MS + 5000, untilMs: UNIX_MS + 6000, reason: 'failed 3 times in a row' },
    ]);
  });

  test('then one call finds out, and its first byte brings the place back', () => {
    pool(4);
    fly(places, 'a', 'failure', 3);
    time += 1000;
    expect(usable('a')).toBe(true);
    const trial = places.of('a').begin();
    expect(places.of('a').whyUnusable()).toBe('on_trial');
    trial.firstByte();
    expect(usable('a')).toBe(true);
    expect(kinds()).toEqual(['a ejected', 'a returned']);
  });

  test('a trial without a verdict leaves room for another', () => {
    pool(4);
    fly(places, 'a', 'failure', 3);
    time += 1000;
    places.of('a').begin().end('unknown');
    expect(usable('a')).toBe(true);
    expect(kinds()).toEqual(['a ejected']);
  });

  test('longer each time, until it was well for as long as it was left alone', () => {
    pool(4);
    const lasted = () => (places.snapshot().find(({ key }) => key === 'a')?.ejectedUntilMs ?? 0) - UNIX_MS - time;
    fly(places, 'a', 'failure', 3);
    expect(lasted()).toBe(1000);
    for (const expected of [2000, 3000, 4000]) {
      time += lasted();
      fly(places, 'a', 'failure');
      expect(lasted()).toBe(expected);
    }
    time += 4000;
    fly(places, 'a', 'success');
    fly(places, 'a', 'failure', 3);
    expect(lasted()).toBe(5000);
    time += 5000;
    fly(places, 'a', 'success');
    time += 5001;
    fly(places, 'a', 'failure', 3);
    expect(lasted()).toBe(1000);
  });

  test('what was under way before says nothing after', () => {
    pool(4);
    const old = places.of('a').begin();
    fly(places, 'a', 'failure', 3);
    old.end('success');
    expect(usable('a')).toBe(false);
    expect(places.of('a').inFlight).toBe(0);
  });

  test.each([
    { size: 1, percent: 100, most: 0 },
    { size: 2, percent: 50, most: 1 },
    { size: 3, percent: 10, most: 1 },
    { size: 10, percent: 30, most: 3 },
    { size: 4, percent: 100, most: 4 },
    { size: 4, percent: 0, most: 0 },
  ])('of $size places at $percent percent: $most', ({ size, percent, most }) => {
    pool(size, { mostEjectedPercent: percent });
    for (const key of [...'abcdefghij'].slice(0, size)) fly(places, key, 'failure', 10);
    expect(kinds().filter((kind) => kind.endsWith('ejected'))).toHaveLength(most === 0 ? 0 : events.length);
    expect(new Set(events.map(({ key }) => key)).size).toBe(most);
  });

  test('the only one of its pool is ejected where another pool can serve', () => {
    const [a, b] = [places.of('a'), places.of('b')];
    const policy = { breaker: BreakerPolicySchema.parse({}), ejection: EJECTION, pools: [[a], [b]] };
    a.adopt(policy);
    fly(places, 'a', 'failure', 3);
    expect(usable('a')).toBe(false);
  });
});

describe('the breaker', () => {
  test('its changes are told, with reasons', () => {
    pool(1);
    breakAt(places, 'a');
    expect(events).toMatchObject([
      { kind: 'breaker_opened', untilMs: UNIX_MS + 10_000, reason: '20 of 20 calls failed' },
    ]);
    time += 5000;
    const { breaker } = places.of('a');
    breaker.record(breaker.tryEnter(), 'failure');
    expect(events.at(-1)).toMatchObject({ kind: 'breaker_opened', reason: 'the call that was let through failed' });
    time += 5000;
    breaker.record(breaker.tryEnter(), 'success');
    expect(kinds().slice(1)).toEqual([
      'a breaker_half_open', 'a breaker_opened', 'a breaker_half_open', 'a breaker_closed',
    ]); // prettier-ignore
  });

  test('while its one call is out the place is asked by nobody else', () => {
    breakAt(places, 'a');
    time += 5000;
    expect(usable('a')).toBe(true);
    const { breaker } = places.of('a');
    const permit = breaker.tryEnter();
    expect(usable('a')).toBe(false);
    breaker.record(permit, 'success');
    expect(usable('a')).toBe(true);
  });

  test('a policy that judges otherwise begins anew, the same one doesn’t', () => {
    pool(1);
    breakAt(places, 'a');
    pool(1);
    expect(usable('a')).toBe(false);
    const policy = { breaker: BreakerPolicySchema.parse({ openMs: 60_000 }), ejection: EJECTION, pools: [] };
    places.of('a').adopt(policy);
    expect(usable('a')).toBe(true);
    expect(events.at(-1)).toMatchObject({ kind: 'breaker_closed', reason: 'its policy changed' });
  });
});

describe('what others say', () => {
  const told = (kind: PlaceEvent['kind'], lastsMs: number | null = null): PlaceEvent => ({
    key: 'a',
    kind,
    atMs: UNIX_MS + time,
    untilMs: lastsMs === null ? null : UNIX_MS + time + lastsMs,
    reason: null,
  });

  test.each(['breaker_opened', 'ejected'] as const)('%s closes it for that long and a quarter more', (kind) => {
    places.applyRemote(told(kind, 1000));
    expect(places.of('a').whyUnusable()).toBe('closed_remotely');
    time += 1249;
    expect(usable('a')).toBe(false);
    time += 1;
    expect(usable('a')).toBe(true);
  });

  test.each(['breaker_closed', 'returned'] as const)('%s opens it at once', (kind) => {
    places.applyRemote(told('ejected', 1000));
    places.applyRemote(told(kind));
    expect(usable('a')).toBe(true);
  });

  test('old news and nonsense change nothing', () => {
    places.applyRemote(told('ejected', -1));
    places.applyRemote(told('ejected', null));
    expect(usable('a')).toBe(true);
    places.applyRemote(told('ejected', 1e15));
    time += 750_000;
    expect(usable('a')).toBe(true);
  });

  test('it isn’t told on', () => {
    places.applyRemote(told('ejected', 1000));
    places.setCheck('a', { healthy: false, detail: '503', at: 1 });
    expect(events).toEqual([]);
    expect(places.of('a').whyUnusable()).toBe('unhealthy');
    places.setCheck('a', { healthy: true, detail: null, at: 2 });
    expect(places.of('a').whyUnusable()).toBe('closed_remotely');
  });
});

test('a flight counts once, whoever ends it how often', () => {
  const flight = places.of('a').begin();
  expect(places.of('a').inFlight).toBe(1);
  time += 40;
  flight.firstByte();
  time += 40;
  flight.firstByte();
  flight.end('success');
  flight.end('failure');
  expect(places.snapshot()).toMatchObject([{ key: 'a', inFlight: 0, latencyMs: 40, isUsable: true }]);
});

test('a place with calls under way is not forgotten', () => {
  const flight = places.of('a').begin();
  places.forget(['a', 'b']);
  expect([...places.keys()]).toEqual(['a']);
  flight.end('success');
  places.forget(['a']);
  expect([...places.keys()]).toEqual([]);
});

test('who stopped listening isn’t told', () => {
  const stop = places.onEvent(() => events.push({ key: 'x', kind: 'ejected', atMs: 0, untilMs: null, reason: null }));
  stop();
  breakAt(places, 'a');
  expect(kinds()).toEqual(['a breaker_opened']);
});
