import { describe, expect, it } from 'vitest';
import { absorb, type Finding, type Habits, noHabits, type Seen } from './key-habits.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, midnight UTC. */
const MONDAY_MS = Date.UTC(2026, 8, 7);
const HOME = '203.0.113.0/24';

interface Use {
  atMs: number;
  calls?: number;
  network?: string;
}

function seen({ atMs, calls = 1, network = HOME }: Use): Seen {
  const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const address = network.replace(/0\/24$/, '9');
  return { calls: new Map([[minuteMs, calls]]), networks: new Map([[network, { address, atMs }]]), attacks: new Map() };
}

/** Uses a key, one use after the other. */
function use(habits: Habits, uses: readonly Use[]): { habits: Habits; findings: Finding[] } {
  const findings: Finding[] = [];
  for (const one of uses) {
    const result = absorb(habits, seen(one));
    habits = result.habits;
    findings.push(...result.findings);
  }
  return { habits, findings };
}

/** So many office days: five calls a minute, for a minute in each quarter of an hour from nine to five. */
function officeDays(days: number, given: Partial<Use> = {}): Use[] {
  return Array.from({ length: days }, (_, day) => MONDAY_MS + day * DAY_MS)
    .filter((atMs) => ![0, 6].includes(new Date(atMs).getUTCDay()))
    .flatMap((atMs) =>
      Array.from({ length: 32 }, (_, quarter) => ({
        atMs: atMs + 9 * HOUR_MS + quarter * 15 * MINUTE_MS,
        calls: 5,
        ...given,
      })),
    );
}

const learned = (days = 11) => use(noHabits(MONDAY_MS), officeDays(days));
/** Friday of the second week, ten o'clock. */
const FRIDAY_TEN = MONDAY_MS + 11 * DAY_MS + 10 * HOUR_MS;

it('an ordinary fortnight raises nothing', () => {
  expect(use(noHabits(MONDAY_MS), officeDays(28)).findings).toEqual([]);
});

describe('ten times the usual rate', () => {
  it('is told with the numbers, as soon as it is reached, and once a day', () => {
    const { habits } = learned();
    const calls = [20, 20, 20, 20].map((count) => ({ atMs: FRIDAY_TEN, calls: count }));
    const { findings, habits: after } = use(habits, calls);
    expect(findings).toEqual([
      {
        kind: 'unusual_rate',
        evidence: { minute: new Date(FRIDAY_TEN).toISOString(), calls: 60, usualPerMinute: 5, highestPerMinute: 5 },
      },
    ]);
    expect(use(after, [{ atMs: FRIDAY_TEN + HOUR_MS, calls: 900 }]).findings).toEqual([]);
    const monday = FRIDAY_TEN + 3 * DAY_MS;
    expect(use(after, [{ atMs: monday, calls: 900 }]).findings).toMatchObject([{ kind: 'unusual_rate' }]);
  });

  it.each([
    ['nine times', 45],
    ['a few calls more than none', 29],
  ])('%s is none', (_what, calls) => {
    expect(use(learned().habits, [{ atMs: FRIDAY_TEN, calls }]).findings).toEqual([]);
  });

  it('is none for a key that has such minutes now and then', () => {
    const batch = { atMs: MONDAY_MS + 10 * DAY_MS + 10 * HOUR_MS, calls: 200 };
    const { habits } = use(learned(10).habits, [batch, { atMs: batch.atMs + HOUR_MS, calls: 5 }]);
    expect(use(habits, [{ atMs: FRIDAY_TEN + DAY_MS * 3, calls: 190 }]).findings).toEqual([]);
  });

  it('becomes the habit when it stays', () => {
    let { habits } = learned();
    for (let minute = 0; minute < 400; minute += 1)
      ({ habits } = use(habits, [{ atMs: FRIDAY_TEN + minute * MINUTE_MS, calls: 60 }]));
    expect(habits.mean).toBeGreaterThan(50);
  });
});

describe('a network never seen', () => {
  it('is told with what is known, once', () => {
    const { habits } = learned();
    const elsewhere = { atMs: FRIDAY_TEN, network: '198.51.100.0/24' };
    const { findings } = use(habits, [elsewhere, elsewhere, { ...elsewhere, network: HOME }]);
    expect(findings).toEqual([
      {
        kind: 'new_network',
        evidence: {
          network: '198.51.100.0/24',
          address: '198.51.100.9',
          at: new Date(FRIDAY_TEN).toISOString(),
          knownNetworks: 1,
        },
      },
    ]);
  });

  it('is none for a key that is used from anywhere', () => {
    const many = officeDays(11).map((one, index) => ({ ...one, network: `10.0.${index % 40}.0/24` }));
    const { habits } = use(noHabits(MONDAY_MS), many);
    expect(use(habits, [{ atMs: FRIDAY_TEN, network: '198.51.100.0/24' }]).findings).toEqual([]);
  });
});

describe('outside its hours', () => {
  it.each([
    ['at three in the morning', MONDAY_MS + 11 * DAY_MS + 3 * HOUR_MS, 'weekdays', 8],
    ['on a Saturday', MONDAY_MS + 12 * DAY_MS + 10 * HOUR_MS, 'weekends', 0],
  ])('%s', (_when, atMs, days, usual) => {
    const { findings } = use(learned(12).habits, [{ atMs }]);
    expect(findings).toMatchObject([{ kind: 'unusual_hours', evidence: { at: new Date(atMs).toISOString(), days } }]);
    expect((findings[0]?.evidence as { usualHours: string[] }).usualHours).toHaveLength(usual);
  });

  it.each([
    ['an hour early', FRIDAY_TEN - 2 * HOUR_MS],
    ['an hour late', FRIDAY_TEN + 7 * HOUR_MS],
  ])('%s is none', (_when, atMs) => expect(use(learned().habits, [{ atMs }]).findings).toEqual([]));
});

it.each([
  ['three days and few calls', noHabits(MONDAY_MS), officeDays(5).slice(0, 30)],
  ['many calls in two days', noHabits(MONDAY_MS), officeDays(2)],
])('a key is learned first: %s', (_what, habits, uses) => {
  const known = use(habits, uses);
  const lastMs = uses.at(-1)?.atMs ?? 0;
  const odd = { atMs: lastMs + 10 * HOUR_MS, calls: 500, network: '198.51.100.0/24' };
  expect(use(known.habits, [odd]).findings).toEqual([]);
});

it('what looks like an attack is told at once, each kind once an hour', () => {
  const attack = (atMs: number, kind: 'sql' | 'script') => ({
    ...seen({ atMs }),
    attacks: new Map([[kind, { kind, place: 'path', blocked: true, requestId: 'req_1' }]]),
  });
  let habits = noHabits(MONDAY_MS);
  const told = [0, 1, 59, 61].flatMap((minutes) =>
    (['sql', 'script'] as const).map((kind) => {
      const result = absorb(habits, attack(MONDAY_MS + minutes * MINUTE_MS, kind));
      habits = result.habits;
      return result.findings.length;
    }),
  );
  expect(told).toEqual([1, 1, 0, 0, 0, 0, 1, 1]);
});
