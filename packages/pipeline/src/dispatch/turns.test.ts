import { AttemptPolicySchema } from '@turnpike/contracts/management/routing';
import { Breaker } from '@turnpike/egress/breaker';
import type { RoutePlan } from '@turnpike/routing/route-plan';
import { expect, test } from 'vitest';
import { targetOf } from '../../test/ticket.fixture.js';
import type { CatalogueTarget } from '../catalogue.js';
import { failureOf, refusedBy } from './try-result.js';
import type { Turn } from './turn.js';
import { Turns } from './turns.js';

const BUSY = refusedBy(
  failureOf({ errorCode: 'upstream_error', retryable: true, fallback: true, upstreamStatus: 503 }),
);
const SOON_MS = 60_000;

interface Given {
  places: number;
  mostTries?: number;
  /** Second and further tries that the budget has. */
  budget?: number;
  /** Places whose breaker is open. */
  open?: readonly number[];
  deadlineInMs?: number;
}

function turnsOf({ places, mostTries = 10, budget = 10, open = [], deadlineInMs = SOON_MS }: Given) {
  const names = Array.from({ length: places }, (_, index) => index);
  const choices = names.map((index) => {
    const breaker = new Breaker({ minimumCalls: 1 });
    if (open.includes(index)) breaker.record(breaker.tryEnter(), 'failure');
    const place = {
      key: String(index),
      breaker,
      inFlight: 0,
      begin: () => ({ firstByte: () => undefined, end: () => undefined }),
    };
    return { target: targetOf({ id: String(index) }), place, pool: 'all' };
  });
  let left = budget;
  const plan: RoutePlan<CatalogueTarget> = {
    rule: null,
    attempts: AttemptPolicySchema.parse({ mostTries }),
    fallbackModels: [],
    shadow: null,
    next: () => choices.shift() ?? null,
    takeRetry: () => (left -= 1) >= 0,
  };
  return new Turns(plan, { firstReason: undefined, deadlineMs: performance.now() + deadlineInMs });
}

/** Who is asked, when everybody fails. */
function walk(turns: Turns, failed = BUSY): [place: string, reason: Turn['reason'], pauses: boolean][] {
  const walked: ReturnType<typeof walk> = [];
  for (let turn = turns.next(); turn !== null; turn = turns.next()) {
    walked.push([turn.choice.place.key, turn.reason, turn.pauseMs > 0]);
    turns.failed(turn, failed);
  }
  return walked;
}

test.each<{ name: string; given: Given; asked: ReturnType<typeof walk> }>([
  {
    name: 'each once, then each once more after a pause',
    given: { places: 2 },
    asked: [['0', undefined, false], ['1', 'fallback', false], ['0', 'retry', true], ['1', 'retry', true]],
  },
  { name: 'so many tries and no more', given: { places: 3, mostTries: 2 }, asked: [['0', undefined, false], ['1', 'fallback', false]] },
  {
    name: 'the first is free, all others are taken out of the budget',
    given: { places: 3, budget: 1 },
    asked: [['0', undefined, false], ['1', 'fallback', false]],
  },
  {
    name: 'whom a breaker refuses costs neither a try nor the budget, and is not waited for',
    given: { places: 3, mostTries: 2, budget: 1, open: [0, 1] },
    asked: [['0', undefined, false], ['1', 'fallback', false], ['2', 'fallback', false], ['2', 'retry', true]],
  },
  { name: 'no pause goes past the deadline', given: { places: 1, deadlineInMs: 10 }, asked: [['0', undefined, false]] },
])('$name', ({ given, asked }) => {
  expect(walk(turnsOf(given))).toEqual(asked);
}); // prettier-ignore

test.each([
  { name: 'what won’t change', failed: { ...BUSY, failure: { ...BUSY.failure, retryable: false } } },
  { name: 'who made the caller wait', failed: { ...BUSY, hasCostTime: true } },
  {
    name: 'who wants to be left alone for long',
    failed: { ...BUSY, failure: { ...BUSY.failure, retryAfterMs: 5_000 } },
  },
])('$name is not asked again', ({ failed }) => {
  expect(walk(turnsOf({ places: 2 }), failed)).toHaveLength(2);
});

test('pauses grow, differ, and are as long as the provider says', () => {
  const pausesOf = (retryAfterMs: number | null) => {
    const turns = turnsOf({ places: 4 });
    const failed = { ...BUSY, failure: { ...BUSY.failure, retryAfterMs } };
    const pauses: number[] = [];
    for (let turn = turns.next(); turn !== null; turn = turns.next()) {
      if (turn.reason === 'retry') pauses.push(turn.pauseMs);
      turns.failed(turn, failed);
    }
    return pauses;
  };
  const [first = 0, second = 0, third = 0, fourth = 0] = pausesOf(null);
  for (const [pause, middle] of [[first, 50], [second, 100], [third, 200], [fourth, 400]] as const) {
    expect(pause).toBeGreaterThanOrEqual(middle / 2);
    expect(pause).toBeLessThan(middle * 1.5);
  } // prettier-ignore
  expect(Math.min(...pausesOf(900))).toBeGreaterThan(700);
});

test('beside the first, only a place that would take the call is asked', () => {
  const turns = turnsOf({ places: 2, open: [1] });
  turns.next();
  expect(turns.beside()).toBeNull();
  const others = turnsOf({ places: 2 });
  others.next();
  expect(others.beside()).toMatchObject({ reason: 'hedge', pauseMs: 0 });
  expect(turnsOf({ places: 1 }).beside()).not.toBeNull();
});
