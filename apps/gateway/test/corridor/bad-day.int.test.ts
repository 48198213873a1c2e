/**
 * A bad day: of four places two are dead, in each of four ways, or all four fail now and then. Calls are answered all the
 * same, and billed to the last token. `BAD_DAY_CALLS` says how many are made of each kind.
 */
import { Decimal } from '@turnpike/domain/money';
import type { CatalogueTarget } from '@turnpike/pipeline/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, Corridor, faultsIn, say } from './corridor.fixture.js';
import { type Manner, modelOf, Place, refusingTarget, seeded } from './places.fixture.js';

const CALLS = Number(process.env.BAD_DAY_CALLS ?? 200);
const CALLS_PER_ACCOUNT = 1_000;
const AT_ONCE = 16;
const SHARE_STREAMED = 0.25;
const LEAST_SUCCESS = 0.999;
const SEED = 20_261_121;
/** An answer of a place that is well takes far less, on a busy machine too. */
const LATE_MS = 1_500;

let corridor: Corridor;
const places: Place[] = [];
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(async () => {
  for (const place of places) place.stop();
  await corridor.stop();
});

async function place(manner: Manner | (() => Manner) = 'well'): Promise<CatalogueTarget> {
  const started = await Place.start(corridor, manner);
  places.push(started);
  return started.target;
}

function accountsFor(model: string): Account[] {
  return Array.from({ length: Math.ceil(CALLS / CALLS_PER_ACCOUNT) }, () =>
    corridor.account({ models: [model], posted: '100000', concurrency: 10 * AT_ONCE }),
  );
}

/** What came of a call: `ok`, or the status and what was said in its place. */
async function outcomeOf(account: Account, model: string, stream: boolean): Promise<string> {
  const body = { model, messages: say('how is the weather?', '@sandbox reply="not good"'), max_tokens: 20, stream };
  const answer = await account.post('/v1/chat/completions', body);
  const text = await answer.text();
  const isWhole = stream ? text.endsWith('data: [DONE]\n\n') : text.includes('not good');
  return answer.status === 200 && isWhole ? 'ok' : `${answer.status} ${text.slice(0, 200)}`;
}

/** What came of those that were not answered. */
async function makeCalls(accounts: readonly Account[], model: string): Promise<string[]> {
  const random = seeded(SEED);
  const failed: string[] = [];
  let begun = 0;
  const work = async () => {
    while (begun < CALLS) {
      const account = accounts[Math.floor(begun / CALLS_PER_ACCOUNT)]!;
      begun += 1;
      const outcome = await outcomeOf(account, model, random() < SHARE_STREAMED);
      if (outcome !== 'ok') failed.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failed;
}

/** Every bill against the sandbox's own account of what it delivered, and nothing held any more. */
async function checkBooks(account: Account, calls: number): Promise<void> {
  const events = await account.settled(calls);
  expect(events).toHaveLength(calls);
  const dues = await Promise.all(
    events.map(async (event) => (event.status === 200 ? account.chargeOf(await account.delivered(event)) : '0')),
  );
  expect(events.map(({ charge }) => charge)).toEqual(dues);
  const pending = dues.reduce((sum, due) => sum.plus(due), new Decimal(0)).toFixed();
  expect(await account.state()).toEqual({ held: '0', pending, openHolds: 0, slots: 0 });
}

const sometimesFailing = (seed: number) => {
  const random = seeded(seed);
  return () => (random() < 0.2 ? (random() < 0.5 ? 'failing' : 'resetting') : 'well');
};

test.each<{ name: string; targets: () => Promise<CatalogueTarget[]>; slowCallMs?: number }>([
  { name: 'two refuse', targets: async () => [refusingTarget(), refusingTarget(), await place(), await place()] },
  { name: 'two answer 503', targets: () => Promise.all([place('failing'), place('failing'), place(), place()]) },
  { name: 'two hang', targets: () => Promise.all([place('hanging'), place('hanging'), place(), place()]) },
  {
    name: 'two are slow',
    slowCallMs: LATE_MS - 500,
    targets: () => Promise.all([place({ lateByMs: LATE_MS }), place({ lateByMs: LATE_MS }), place(), place()]),
  },
  {
    name: 'each fails one call in five',
    targets: () => Promise.all([1, 2, 3, 4].map((seed) => place(sometimesFailing(SEED + seed)))),
  },
])(
  'of four places $name: answered, and billed exactly',
  async ({ targets, slowCallMs = null }) => {
    const model = modelOf(corridor, await targets(), {
      attempts: { mostTries: 6, perTryTimeoutMs: 2 * LATE_MS, retryBudgetPercent: 50 },
      breaker: { slowCallMs },
    });
    const accounts = accountsFor(model);
    const failed = await makeCalls(accounts, model);
    expect(1 - failed.length / CALLS, failed.slice(0, 3).join('\n')).toBeGreaterThanOrEqual(LEAST_SUCCESS);
    let left = CALLS;
    for (const account of accounts) {
      await checkBooks(account, Math.min(left, CALLS_PER_ACCOUNT));
      left -= CALLS_PER_ACCOUNT;
    }
    expect(faultsIn(corridor)).toEqual([]);
  },
  60_000 + CALLS * 200,
);
