/** Every field of every operation with nonsense in it, over every wire: refused by name or served, and nothing else. */
import type { JsonObject, Operation } from '@turnpike/endpoints/operation';
import { OPERATIONS } from '@turnpike/endpoints/registry';
import { FUZZ_RUNS, FUZZ_SEED } from '@turnpike/testing/fix-properties';
import { patiently } from '@turnpike/testing/patiently';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsIn } from './corridor.fixture.js';
import { type FuzzCorridor, startFuzzCorridor } from './fuzz/fuzz-corridor.js';
import { CANARY, hostileValue, withValue } from './fuzz/hostile-values.js';
import { faultsOf } from './fuzz/judge.js';
import { bodiesOf } from './fuzz/samples.js';
import { type Answered, send } from './fuzz/send.js';
import { type Spot, spotsOf } from './fuzz/spots.js';
import { WIRES } from './wires.fixture.js';

const AT_ONCE = 8;

type Posted = Exclude<Operation, { kind: 'lookup' }> | (Operation & { readonly parse: object });
const POSTED = OPERATIONS.filter(
  (operation): operation is Posted => operation.method === 'POST' && 'parse' in operation,
);

let fuzz: FuzzCorridor;
beforeAll(async () => {
  fuzz = await startFuzzCorridor();
});
afterAll(() => fuzz.stop());

interface Case {
  readonly spot: Spot;
  readonly value: unknown;
  readonly model: string;
  readonly stream: boolean;
}

test.each(POSTED.map((operation) => [operation.key, operation] as const))(
  '%s',
  async (_key, operation) => {
    const wires = await wiresOf(operation);
    const spots = spotsOf(operation, bodiesOf(operation));
    const cases = fc.sample(fc.tuple(hostileValue, fc.constantFrom(...wires), fc.boolean()), {
      seed: FUZZ_SEED,
      numRuns: spots.length * FUZZ_RUNS,
    });
    const faults: string[] = [];
    const work = cases.map(([value, model, stream], index) => async () => {
      const spot = spots[index % spots.length] as Spot;
      faults.push(...(await tryCase(operation, { spot, value, model, stream })));
    });
    await inParallel(work);
    expect(faults).toEqual([]);
    expect([...faultsIn(fuzz.corridor), ...fuzz.storeErrors.splice(0)]).toEqual([]);
  },
  600_000,
);

test('nothing is held, nothing was written down, and the gateway serves on', async () => {
  const { corridor, account } = fuzz;
  expect(await account.state()).toMatchObject({ held: '0', openHolds: 0, slots: 0 });
  expect(corridor.path.stats().openCalls).toBe(0);
  expect(JSON.stringify(await corridor.records(account.tenantId))).not.toContain(CANARY);
  const answer = await account.post('/v1/chat/completions', {
    model: 'openai',
    messages: [{ role: 'user', content: 'x' }],
  });
  expect(answer.status).toBe(200);
});

/** The wires that serve an operation at all. */
async function wiresOf(operation: Posted): Promise<string[]> {
  const [body] = bodiesOf(operation);
  const wires: string[] = [];
  for (const { name } of WIRES) {
    const answer = await ask(operation, name, JSON.stringify(forModel(operation, body ?? {}, name)));
    if (answer.status < 300) wires.push(name);
  }
  expect(wires).toContain('openai');
  return wires;
}

async function tryCase(operation: Posted, { spot, value, model, stream }: Case): Promise<string[]> {
  const body = forModel(operation, stream ? streamed(operation, spot.body) : spot.body, model);
  const json = withValue(body, spot.path, value);
  const where = `${operation.key} over ${model}, ${spot.path.join('.')} in ${json.slice(0, 300)}`;
  let answer: Answered;
  try {
    answer = await ask(operation, model, json);
  } catch (error) {
    return [`${where}: ${String(error)}`];
  }
  const field = spot.path.join('.');
  const faults = faultsOf(operation, answer, field);
  const isOurs = faults.length > 0 && (await fuzz.corridor.sandbox.delivered(answer.requestId)) === null;
  return faults
    .filter((fault) => isOurs || !fault.startsWith('names no field'))
    .map((fault) => `${where}: ${fault} ${answer.text.slice(0, 200)}`);
}

function ask(operation: Posted, model: string, json: string): Promise<Answered> {
  return patiently(() => send({ url: fuzz.corridor.url, key: fuzz.account.key, operation, model, json }));
}

function forModel(operation: Posted, body: JsonObject, model: string): JsonObject {
  if (operation.key === 'jobs.create') return { ...body, body: { ...(body.body as JsonObject), model } };
  if ('models' in body) return { ...body, models: [model] };
  return 'model' in body ? { ...body, model } : body;
}

function streamed(operation: Posted, body: JsonObject): JsonObject {
  if (operation.kind !== 'inference' || !('model' in body)) return body;
  if (operation.key === 'audio.speech') return { ...body, stream_format: 'sse' };
  if (operation.key === 'audio.transcriptions') return { ...body, stream: 'true' };
  return operation.surface === null ? body : { ...body, stream: true };
}

async function inParallel(work: (() => Promise<void>)[]): Promise<void> {
  const waiting = work.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const task of waiting) await task();
    }),
  );
}
