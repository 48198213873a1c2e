/** 2,000 mixed calls over two gateways: every charge is worked out again from the prices and the sandbox's own account. */
import { publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CallOutcome, makeCall } from './load/call.js';
import { MODELS, mixOfCalls, overdrawingCall } from './load/call-kinds.js';
import { Random } from './load/random.js';
import { runCalls, tally } from './load/run-calls.js';
import { parseExact } from './money/exact-amount.js';
import { chargeFor, type Expectation, expectationsOf } from './money/expected-charge.js';
import { expectBooksInOrder, readEvents } from './system/books.js';
import { type Delivery, readDeliveries } from './system/sandbox-account.js';
import { waitUntilSettled } from './system/settled.js';
import {
  addCustomer,
  addModel,
  addPlan,
  addSandboxModels,
  type Customer,
  type PlanOffer,
  pricesFor,
} from './system/shop.js';
import { startSystem, type System } from './system/system.js';
import { findFreePort } from '@turnpike/local/ports.mjs';

const SEED = 20_261_121;
const CALLS = 2_000;
const AT_ONCE = 150;
/** Every so many calls are those of a tenant whose balance runs out. */
const POOR_EVERY = 40;

const { fallback, ...SERVED } = MODELS;
const OFFERS: Readonly<Record<'drained' | 'cancelled', PlanOffer>> = {
  drained: {
    slug: 'drained',
    models: Object.values(MODELS),
    clientGonePolicy: 'drain',
    prices: [
      { unit: 'request', amount: '0.00001' },
      { unit: 'input_token', amount: '0.0000001375' },
      { unit: 'cached_input_token', amount: '0.000000034375' },
      { unit: 'output_token', amount: '0.000000550001' },
      { unit: 'reasoning_token', amount: '0.000001100003' },
    ],
    limits: { quotaPerMonth: 1_000_000 },
  },
  cancelled: {
    slug: 'cancelled',
    models: Object.values(MODELS),
    clientGonePolicy: 'cancel',
    prices: [
      { unit: 'input_token', amount: '0.000000333333' },
      { unit: 'output_token', amount: '0.000000777777' },
      { unit: 'request', amount: '0.000000000001', model: MODELS.priced },
      { unit: 'input_token', amount: '0.000000111111', model: MODELS.priced },
      { unit: 'cached_input_token', amount: '0.000000000007', model: MODELS.priced },
      { unit: 'output_token', amount: '0.00000123457', model: MODELS.priced },
      { unit: 'input_token', amount: '0.0000000201', model: MODELS.embedding },
    ],
    limits: { quotaPerMonth: 1_000_000 },
  },
};

/** A call with who made it, as it went for the caller. */
interface Made {
  outcome: CallOutcome;
  customer: Customer;
  offer: PlanOffer;
}

let system: System;
let customers: { drained: Customer; cancelled: Customer; poor: Customer };

beforeAll(async () => {
  system = await startSystem();
  await addSandboxModels(system, Object.values(SERVED));
  // Nobody answers there: a call that draws it first goes on to the sandbox.
  const dead = await findFreePort('acceptance nobody');
  await system.api.post('providers', {
    slug: 'dead',
    kind: 'openai-compatible',
    baseUrl: `http://127.0.0.1:${dead}/v1`,
  });
  await addModel(system, { name: fallback, providers: ['dead', 'sandbox'] });
  await addPlan(system, OFFERS.drained);
  await addPlan(system, OFFERS.cancelled);
  customers = {
    drained: await addCustomer(system, { name: 'Drained', plan: 'drained', grant: '1000.000000000003' }),
    cancelled: await addCustomer(system, { name: 'Cancelled', plan: 'cancelled', grant: '1000' }),
    // Its calls cost 0.055 times a whole number, and next to nothing more: whatever their order, one finds some 0.03 left,
    // which is enough for its hold and too little for its charge.
    poor: await addCustomer(system, { name: 'Poor', plan: 'drained', grant: '1.13' }),
  };
}, 120_000);
afterAll(() => system.stop());

test('every charge of 2,000 mixed calls is what the prices and the sandbox say', { timeout: 240_000 }, async () => {
  const random = new Random(SEED);
  const made = await makeMix(random);
  await waitUntilSettled(system);

  const deliveries = await readDeliveries(system.sandboxUrl);
  const idOf = await readRequestIds(system);
  const wrong: string[] = [];
  const unchecked = new Set(deliveries.keys());
  let ambiguous = 0;
  const check = async (call: Made) => {
    const requestId = call.outcome.requestId ?? idOf.get(call.outcome.clientRequestId) ?? null;
    if (requestId !== null) unchecked.delete(requestId);
    const problems = await findProblems(
      call,
      requestId,
      requestId === null ? null : (deliveries.get(requestId) ?? null),
    );
    ambiguous += problems.ambiguous;
    if (problems.found.length > 0) wrong.push(describe(call, requestId, problems.found));
  };
  await runCalls(
    made.map((call) => () => check(call)),
    8,
  );
  report(random, made, deliveries, ambiguous);
  expect(wrong, `seed ${SEED}`).toEqual([]);
  expect([...unchecked], 'calls the sandbox served that nobody here made').toEqual([]);
  await expectEventsAndCallsAgree(made, deliveries);
  await expectBooksInOrder(system, Object.values(customers));
});

async function makeMix(random: Random): Promise<Made[]> {
  const plans = mixOfCalls(random, CALLS);
  const tasks = plans.map((mixed, index) => async (): Promise<Made> => {
    const isPoor = index % POOR_EVERY === 0;
    const plan = isPoor ? overdrawingCall(random) : mixed;
    const who = isPoor ? 'poor' : index % 2 === 0 ? 'drained' : 'cancelled';
    const customer = customers[who];
    const gatewayUrl = system.gatewayUrls[(index >> 1) % 2] as string;
    const outcome = await makeCall(plan, { gatewayUrl, key: customer.key, clientRequestId: `mix-${index}` });
    return { outcome, customer, offer: OFFERS[who === 'cancelled' ? 'cancelled' : 'drained'] };
  });
  return runCalls(tasks, AT_ONCE);
}

/** Our ids by the callers' own, for those who left before they were told. */
async function readRequestIds({ pool }: System): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; own: string }>(
    `SELECT 'req_' || replace(id::text, '-', '') AS id, detail->>'clientRequestId' AS own FROM call_records`,
  );
  return new Map(rows.map(({ id, own }) => [own, id]));
}

async function findProblems(call: Made, requestId: string | null, delivery: Delivery | null) {
  const { outcome, customer, offer } = call;
  if (requestId === null) {
    // Nobody had read its headers to the end yet.
    return { found: outcome.end === 'left' ? [] : ['no record'], ambiguous: 0 };
  }
  const found: string[] = [];
  const record = await system.api.read(`calls/${requestId}`);
  const { leave, body } = outcome.plan;
  const prices = pricesFor(offer.prices, body.model);
  const abandoned =
    outcome.end === 'left' && leave !== undefined
      ? { policy: offer.clientGonePolicy ?? 'drain', chunksReceived: outcome.chunks }
      : null;
  const right = expectationsOf(prices, delivery, abandoned);
  if (!right.some((one) => agrees(record, one))) {
    found.push(
      `the record says ${record.usageSource} ${record.charge} ${JSON.stringify(record.tokens)}, right is ${JSON.stringify(right)}`,
    );
  }
  if (record.tenantId !== customer.tenantId || record.applicationId !== customer.applicationId)
    found.push('it is on another’s account');
  const parts = (record.parts ?? []).reduce(
    (sum: bigint, part: { charge: string }) => sum + parseExact(part.charge),
    0n,
  );
  if (parts !== parseExact(record.charge ?? '0')) found.push('its parts are not its charge');
  found.push(...findFalsePromises(call, record, delivery));
  const distinct = new Set(right.map((one) => one.charge));
  return { found, ambiguous: distinct.size > 1 ? 1 : 0 };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function agrees(record: any, { source, tokens, charge }: Expectation): boolean {
  // Refused before anything was held: there is no event, and nothing to pay.
  if (record.charge === null) return source === 'none' && record.status >= 400;
  const buckets = Object.keys(record.tokens) as (keyof typeof tokens)[];
  const same = buckets.every((bucket) => record.tokens[bucket] === (tokens[bucket] ?? 0));
  return record.usageSource === source && record.charge === charge && same;
}

/** What the caller was told against what is on record. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function findFalsePromises({ outcome }: Made, record: any, delivery: Delivery | null): string[] {
  const found: string[] = [];
  const { end, status, headers, plan, usage, text } = outcome;
  if (end !== 'left' && status !== null && record.status !== status)
    found.push(`it was answered ${status}, on record ${record.status}`);
  if (end === 'broken') found.push('the answer broke off without a word');
  if (end !== 'complete' || delivery === null) return found;
  if (record.endReason !== 'complete') found.push(`a complete answer is on record as ${record.endReason}`);
  const told = headers['x-turnpike-charge'];
  const streamed = plan.body.stream === true;
  if (!streamed && told !== record.charge) found.push(`the receipt says ${String(told)}`);
  if (streamed && text !== delivery.deliveredText) found.push('the text is not what the sandbox sent');
  const asked = !streamed || 'stream_options' in plan.body;
  if (!asked && usage !== null) found.push('usage was told that nobody had asked for');
  const toldTokens = [usage?.prompt_tokens, usage?.completion_tokens ?? 0];
  const isSent = String(toldTokens) === String([delivery.promptTokens, delivery.completionTokens]);
  if (asked && delivery.usageReported && !isSent) found.push(`usage told is not usage sent: ${String(toldTokens)}`);
  return found;
}

function describe({ outcome }: Made, requestId: string | null, found: readonly string[]): string {
  const { plan, end, status, chunks } = outcome;
  return `${plan.kind} ${requestId ?? ''} (${end}, ${status ?? 'no status'}, ${chunks} chunks): ${found.join('; ')}`;
}

/** One event that counts for each call that was admitted, none for any other. */
async function expectEventsAndCallsAgree(
  made: readonly Made[],
  deliveries: ReadonlyMap<string, Delivery>,
): Promise<void> {
  const all = (await Promise.all(Object.values(customers).map((customer) => readEvents(system, customer)))).flat();
  // A gateway that a busy machine let stand still for two leases was taken for dead: what was guessed for it is taken back.
  const takenBack = new Set(all.flatMap(({ kind, requestId }) => (kind === 'reversal' ? [requestId] : [])));
  const events = all.filter(
    ({ kind, requestId }) => kind === 'usage' || (kind === 'reaped' && !takenBack.has(requestId)),
  );
  expect(new Set(events.map((event) => event.requestId)).size).toBe(events.length);
  // Or stays, free of charge, for a call whose limits were not decided in time.
  const guessed = events.filter(({ kind }) => kind === 'reaped');
  expect(guessed.filter(({ source, charge }) => source !== 'none' || parseExact(charge) !== 0n)).toEqual([]);
  const known = new Set(events.map((event) => publicId('request', event.requestId)));
  expect(
    [...deliveries.keys()].filter((id) => !known.has(id)),
    'calls the sandbox served without an event',
  ).toEqual([]);
  const completed = made.filter(({ outcome }) => outcome.end === 'complete');
  expect(events.filter((event) => event.endReason === 'complete').length).toBeGreaterThanOrEqual(completed.length);
  // The poor one spent all it could, and what went beyond is the platform's.
  const poor = await readEvents(system, customers.poor);
  expect(poor.some((event) => parseExact(event.overrun) > 0n)).toBe(true);
  expect(made.some(({ outcome, customer }) => customer === customers.poor && outcome.status === 402)).toBe(true);
}

function report(
  random: Random,
  made: readonly Made[],
  deliveries: ReadonlyMap<string, Delivery>,
  ambiguous: number,
): void {
  const ends = tally(made.map(({ outcome }) => `${outcome.plan.kind}: ${outcome.end} ${outcome.status ?? ''}`));
  const upstream = tally([...deliveries.values()].map(({ ended }) => ended));
  const estimated = [...deliveries.values()].filter((one) => chargeFor({}, one).source === 'estimated').length;
  console.log(
    `seed ${random.seed}: ${made.length} calls`,
    ends,
    'at the sandbox',
    { ...upstream, estimated },
    `${ambiguous} with a choice of charges`,
  );
}
