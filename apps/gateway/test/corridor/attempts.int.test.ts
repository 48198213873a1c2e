/** What becomes of a call whose first place is not well: whom it is asked of next, when, and what its record says. */
import { randomBytes } from 'node:crypto';
import type { Attempt, CallRecord } from '@turnpike/contracts/call-record';
import type { CatalogueTarget } from '@turnpike/pipeline/catalogue';
import { until } from '@turnpike/testing/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { target } from './catalogue.fixture.js';
import { type Account, Corridor, faultsIn, HEADER_PREFIX, say } from './corridor.fixture.js';
import { type Manner, modelOf, Place, refusingTarget, startBlackHole } from './places.fixture.js';

let corridor: Corridor;
const stops: (() => void)[] = [];
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  expect(faultsIn(corridor)).toEqual([]);
});
afterAll(() => corridor.stop());

/** So short that nobody waits long, so long that a place which is well makes it on a busy machine. */
const TRY_MS = 600;

async function place(manner: Manner = 'well'): Promise<Place> {
  const started = await Place.start(corridor, manner);
  stops.push(() => started.stop());
  return started;
}

const well = () => target(corridor.sandbox.baseUrl);

/** Asked in the order given. */
function inOrder(targets: readonly CatalogueTarget[], attempts: Parameters<typeof modelOf>[2] = {}): string {
  const pool = { name: 'all', strategy: 'priority' as const, targets: targets.map(({ id }) => ({ target: id })) };
  return modelOf(corridor, targets, { pools: [pool], ...attempts });
}

interface Said {
  status: number;
  code: string | null;
  text: string;
  headers: Headers;
  record: CallRecord;
}

interface Asking {
  account?: Account;
  lines?: string[];
  stream?: boolean;
}

async function chat(model: string, asking: Asking = {}): Promise<Said> {
  const { account = corridor.account(), lines = [], stream = false } = asking;
  const answer = await account.post('/v1/chat/completions', { model, messages: say('hello', ...lines), stream });
  const text = await answer.text();
  const id = answer.headers.get('x-request-id') ?? '';
  const isOf = (record: CallRecord) => `req_${record.id.replaceAll('-', '')}` === id;
  const record = await until(async () => (await corridor.records(account.tenantId)).find(isOf) ?? null, 'the record');
  const code = /"code":\s*"(\w+)"/.exec(text)?.[1] ?? null;
  return { status: answer.status, code, text, headers: answer.headers, record };
}

function triesOf({ record }: Said): unknown[] {
  return record.detail.attempts.map(({ targetId, outcome, reason }: Attempt) => [targetId, outcome, reason]);
}

async function released(account: Account): Promise<void> {
  await account.settled(1);
  expect(await account.state()).toMatchObject({ held: '0', openHolds: 0, slots: 0 });
}

describe('a place that makes its caller wait', () => {
  test('takes no connection: its connect timeout is paid once', async () => {
    const hole = await startBlackHole();
    stops.push(hole.stop);
    const other = well();
    const model = inOrder([hole.target, other], { attempts: { connectTimeoutMs: 200 } });
    const said = await chat(model);
    expect(said.status).toBe(200);
    expect(triesOf(said)).toEqual([
      [hole.target.id, 'connect', undefined],
      [other.id, 'ok', 'fallback'],
    ]);
    // Neither is it asked again where there is no other.
    const alone = await chat(inOrder([hole.target], { attempts: { connectTimeoutMs: 200 } }));
    expect([alone.status, triesOf(alone).length]).toEqual([502, 1]);
  });

  test('takes the call and says nothing: its time is paid once', async () => {
    const [silent, other] = [await place('hanging'), well()];
    const model = inOrder([silent.target, other], { attempts: { perTryTimeoutMs: TRY_MS } });
    const said = await chat(model);
    expect([said.status, triesOf(said)]).toEqual([
      200,
      [
        [silent.target.id, 'timeout_headers', undefined],
        [other.id, 'ok', 'fallback'],
      ],
    ]);
    expect(silent.asked).toBe(1);
  });

  test('begins a stream and says nothing: another is asked; content ends all that', async () => {
    const model = inOrder([well(), well()], { attempts: { perTryTimeoutMs: TRY_MS, mostTries: 2 } });
    const silent = await chat(model, { stream: true, lines: ['@sandbox hang_after=0'] });
    expect([silent.status, silent.code]).toEqual([504, 'upstream_timeout']);
    expect(silent.record.detail.attempts.map(({ outcome }) => outcome)).toEqual(['timeout_body', 'timeout_body']);
    const lines = [`@sandbox chunks=2 chunk_delay_ms=${TRY_MS + 200}`];
    const slow = await chat(model, { stream: true, lines });
    expect(slow.text).toContain('[DONE]');
    expect(triesOf(slow)).toHaveLength(1);
  });

  test('all tries together have a time, too', async () => {
    const silent = await Promise.all([place('hanging'), place('hanging'), place('hanging')]);
    const attempts = { mostTries: 10, perTryTimeoutMs: 400, totalTimeoutMs: 600 };
    const model = inOrder(silent.map((one) => one.target), { attempts }); // prettier-ignore
    const account = corridor.account();
    const said = await chat(model, { account });
    expect([said.status, said.code, triesOf(said).length]).toEqual([504, 'upstream_timeout', 2]);
    await released(account);
  });
});

describe('a place that says no', () => {
  const BUSY = (headers: Record<string, string>) => ({ status: 429, headers });

  test('and for how long: it is asked again when there is no other', async () => {
    const busy = await place(BUSY({ 'retry-after-ms': '100' }));
    const said = await chat(inOrder([busy.target]));
    expect([said.status, triesOf(said)]).toEqual([
      502,
      [
        [busy.target.id, '429', undefined],
        [busy.target.id, '429', 'retry'],
      ],
    ]);
    busy.manner = () => BUSY({ 'retry-after': '5' });
    const later = await chat(inOrder([busy.target]));
    expect([later.headers.get('retry-after'), triesOf(later).length]).toEqual(['5', 1]);
  });

  test('all are asked once, then those again that may have recovered', async () => {
    const places = await Promise.all([place('failing'), place('resetting'), place('failing')]);
    const targets = places.map((one) => one.target);
    const model = inOrder(targets, { attempts: { mostTries: 5 } });
    const account = corridor.account();
    const said = await chat(model, { account });
    const [first, second, third] = targets.map(({ id }) => id);
    expect([said.status, triesOf(said)]).toEqual([
      502,
      [
        [first, '503', undefined],
        [second, 'reset', 'fallback'],
        [third, '503', 'fallback'],
        [first, '503', 'retry'],
        [second, 'reset', 'retry'],
      ],
    ]);
    await released(account);
  });

  test('to the caller: nobody else is asked', async () => {
    const said = await chat(inOrder([well(), well()]), { lines: ['@sandbox status=400'] });
    expect([said.status, triesOf(said).length]).toEqual([400, 1]);
  });
});

describe('hedging', () => {
  const HEDGED = { attempts: { hedgeAfterMs: 50, perTryTimeoutMs: 20 * TRY_MS } };

  test.each([false, true])('a second place is asked beside a silent one; stream: %s', async (stream) => {
    const [silent, other] = [await place('hanging'), well()];
    const model = inOrder([silent.target, other], HEDGED);
    const account = corridor.account();
    const said = await chat(model, { account, stream });
    expect([said.status, triesOf(said), said.headers.get(`${HEADER_PREFIX}-attempts`)]).toEqual([
      200,
      [
        [silent.target.id, 'hedged', undefined],
        [other.id, 'ok', 'hedge'],
      ],
      '2',
    ]);
    const [event] = await account.settled(1);
    expect(event).toMatchObject({ attempts: 2, charge: account.chargeOf(await account.delivered(event!)) });
    expect(said.record.detail.overheadUs).toBeLessThan(said.record.durationUs);
  });

  test('the first may still win, and one that fails leaves the other its time', async () => {
    const [late, failing] = [await place({ lateByMs: 300 }), await place('failing')];
    const lost = await chat(inOrder([late.target, (await place('hanging')).target], HEDGED));
    expect(lost.record.detail.attempts.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['hedged', 'hedge'],
      ['ok', undefined],
    ]);
    const left = await chat(inOrder([late.target, failing.target], HEDGED));
    expect([left.status, triesOf(left)]).toEqual([
      200,
      [
        [failing.target.id, '503', 'hedge'],
        [late.target.id, 'ok', undefined],
      ],
    ]);
  });

  test('a mistake of the caller’s ends both', async () => {
    const refusing = await place({ status: 400, headers: {} });
    const said = await chat(inOrder([(await place('hanging')).target, refusing.target], HEDGED));
    expect([said.status, said.record.detail.attempts.map(({ outcome }) => outcome)]).toEqual([400, ['hedged', '400']]);
  });

  test('is not done where the first has begun, or there is no other', async () => {
    const alone = await place({ lateByMs: 200 });
    expect(triesOf(await chat(inOrder([alone.target], HEDGED)))).toHaveLength(1);
    const begun = inOrder([well(), well()], HEDGED);
    const said = await chat(begun, {
      stream: true,
      lines: ['@sandbox chunk_delay_ms=120 chunks=3'],
    });
    expect(triesOf(said)).toHaveLength(1);
  });
});

describe('fallback models', () => {
  function modelWithFallbacks(fallbackModels: string[]): string {
    return inOrder([refusingTarget()], { fallbackModels });
  }

  test('are asked in order when no place of the model answered, at its price', async () => {
    const deep = inOrder([well()]);
    const dead = modelWithFallbacks([deep]);
    const stand = inOrder([well()]);
    const model = modelWithFallbacks([`unknown-${randomBytes(2).toString('hex')}`, dead, stand]);
    const account = corridor.account({ models: [model] });
    const said = await chat(model, { account });
    expect([said.status, said.record.model, said.headers.get(`${HEADER_PREFIX}-model`)]).toEqual([200, model, model]);
    // What stands in for it sends nobody on.
    expect(said.record.detail.attempts.map(({ outcome, reason, model }) => [outcome, reason, model])).toEqual([
      ['connect', undefined, undefined],
      ['connect', 'retry', undefined],
      ['connect', 'fallback_model', dead],
      ['connect', 'retry', dead],
      ['ok', 'fallback_model', stand],
    ]);
    const [event] = await account.settled(1);
    expect(event).toMatchObject({ model, charge: account.chargeOf(await account.delivered(event!)) });
  });

  test('are asked, too, where nobody serves the model', async () => {
    const stand = inOrder([well()]);
    const model = inOrder([], { fallbackModels: [stand] });
    const said = await chat(model);
    expect([said.status, said.record.detail.attempts.map(({ reason }) => reason)]).toEqual([200, ['fallback_model']]);
  });

  test('are of no use to a caller’s own mistake, and where the caller may not go', async () => {
    const stand = inOrder([well()]);
    const wrong = inOrder([well()], { fallbackModels: [stand] });
    const mistaken = await chat(wrong, { lines: ['@sandbox status=400'] });
    expect([mistaken.status, triesOf(mistaken).length]).toEqual([400, 1]);
    const near = { ...refusingTarget(), region: 'eu', retentionDays: 0 };
    const model = inOrder([near], { fallbackModels: [stand] });
    const bound = corridor.account({ models: [model], residency: { regions: ['eu'], maxRetentionDays: 0 } });
    const said = await chat(model, { account: bound });
    expect([said.status, said.code, triesOf(said).length]).toEqual([502, 'upstream_error', 2]);
  });
});

test('the record says which rule took the call and which pool served it', async () => {
  const one = well();
  const pool = { name: 'main', strategy: 'priority' as const, targets: [{ target: one.id }] };
  const rules = [{ name: 'tagged', when: { tag: 'blue' }, use: ['main'] }];
  const model = modelOf(corridor, [one], { pools: [pool], rules });
  const account = corridor.account();
  const body = { model, messages: say('hello') };
  expect((await account.post('/v1/chat/completions', body, { 'x-traffic-tag': 'blue' })).status).toBe(200);
  const [record] = await until(async () => {
    const found = await corridor.records(account.tenantId);
    return found.length > 0 ? found : null;
  }, 'the record');
  expect(record?.detail).toMatchObject({ rule: 'tagged', attempts: [{ pool: 'main', outcome: 'ok' }] });
});
