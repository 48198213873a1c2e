/** A provider's answer with nonsense in any one of its fields, told on every surface: an answer, or a typed error. */
import type { JsonObject } from '@turnpike/endpoints/operation';
import { FUZZ_RUNS, FUZZ_SEED } from '@turnpike/testing/fix-properties';
import { patiently } from '@turnpike/testing/patiently';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Corridor, faultsIn } from './corridor.fixture.js';
import { hostileValue, RawJson, withValue } from './fuzz/hostile-values.js';
import { nodesOf, type Path } from './fuzz/spots.js';
import { honestScript } from './garbage/garbage-scripts.js';
import { type HonestAnswer, recordAnswer } from './garbage/honest-answers.js';
import { RawUpstream, type Script } from './garbage/raw-upstream.js';
import { mapEvents } from './garbage/stream-events.js';
import { addWireModel, WIRES, type WireFixture } from './wires.fixture.js';

/** Values for each pair of surface and wire, whole and streamed. */
const RUNS = 4 * FUZZ_RUNS;
const HANGS_AFTER_MS = 20_000;

const SAY = [{ role: 'user', content: 'hi' }];
const SURFACES: Readonly<Record<string, (model: string, stream: boolean) => { path: string; body: object }>> = {
  'chat completions': (model, stream) => ({ path: '/v1/chat/completions', body: { model, stream, messages: SAY } }),
  responses: (model, stream) => ({ path: '/v1/responses', body: { model, stream, input: 'hi' } }),
  messages: (model, stream) => ({ path: '/v1/messages', body: { model, stream, max_tokens: 99, messages: SAY } }),
  gemini: (model, stream) => ({
    path: `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    body: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
  }),
};

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(() => corridor.stop());

const KINDS = WIRES.flatMap((wire) => [false, true].map((stream) => [wire.name, stream, wire] as const));

/** Deeper than any walk by recursion comes back from. */
const ENDLESS = new RawJson(`${'['.repeat(60_000)}${']'.repeat(60_000)}`);
const nonsense = fc.oneof({ weight: 19, arbitrary: hostileValue }, { weight: 1, arbitrary: fc.constant(ENDLESS) });

test.each(KINDS)('%s, stream %s', async (_name, stream, wire) => {
  const honest = await recordAnswer(corridor, wire, {
    stream,
    lines: ['@sandbox reply="one two" tool=look args={"a":[1]}'],
  });
  const spots = spotsOf(honest);
  const faults = await Promise.all(
    Object.keys(SURFACES).map((surface, index) => {
      const drawn = fc.tuple(fc.nat(spots.length - 1), nonsense);
      const cases = fc.sample(drawn, { seed: FUZZ_SEED + index, numRuns: RUNS });
      return faultsOf(
        { wire, stream, surface },
        cases.map(([at, value]) => spoil(honest, spots[at] as Spot, value)),
      );
    }),
  );
  expect(faults.flat()).toEqual([]);
  expect(faultsIn(corridor)).toEqual([]);
});

/** A node of an answer, or of one of a stream's events. */
interface Spot {
  readonly event: number;
  readonly path: Path;
}

function spotsOf({ type, body }: HonestAnswer): Spot[] {
  const spots: Spot[] = [];
  const add = (json: string, event: number) => {
    if (json.startsWith('{')) spots.push(...nodesOf(JSON.parse(json)).map((path) => ({ event, path })));
    return json;
  };
  if (type.startsWith('application/json')) add(body.toString(), 0);
  else mapEvents(type, body, add);
  return spots;
}

interface Spoilt {
  readonly answer: HonestAnswer;
  readonly what: string;
}

function spoil({ type, body }: HonestAnswer, { event, path }: Spot, value: unknown): Spoilt {
  const change = (json: string) => withValue(JSON.parse(json) as JsonObject, path, value);
  const spoilt = type.startsWith('application/json')
    ? Buffer.from(change(body.toString()))
    : mapEvents(type, body, (json, index) => (index === event ? change(json) : json));
  const said = value instanceof RawJson ? value.text : (JSON.stringify(value) ?? String(value));
  return { answer: { type, body: spoilt }, what: `${path.join('.')} of event ${event} is ${said.slice(0, 100)}` };
}

interface Pair {
  readonly wire: WireFixture;
  readonly stream: boolean;
  readonly surface: string;
}

async function faultsOf({ wire, stream, surface }: Pair, cases: readonly Spoilt[]): Promise<string[]> {
  const name = `${surface} over ${wire.name} ${stream}`.replaceAll(' ', '-');
  let script: Script = () => undefined;
  const upstream = await RawUpstream.start((socket) => script(socket));
  const add = () => addWireModel(corridor, wire, { origin: upstream.origin, name });
  add();
  const account = corridor.account({ models: [name] });
  const faults: string[] = [];
  for (const { answer, what } of cases) {
    // A target of its own for each, so that none is left alone for what another was told.
    add();
    script = honestScript(answer);
    const { path, body } = (SURFACES[surface] as (typeof SURFACES)[string])(name, stream);
    const request = {
      method: 'POST',
      headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const response = await patiently(() => {
      return fetch(corridor.url + path, { ...request, signal: AbortSignal.timeout(HANGS_AFTER_MS) });
    });
    const fault = judge(response, await response.text(), stream);
    if (fault !== null) faults.push(`${name}, ${what}: ${fault}`);
  }
  const events = await account.settled(cases.length);
  for (const { status, charge } of events)
    if (status !== 200 && charge !== '0') faults.push(`${name}: ${status} costs ${charge}`);
  await upstream.stop();
  return faults;
}

/** Null where all is well: what comes is whole in itself, or an error that says it isn't. */
function judge({ status }: Response, text: string, stream: boolean): string | null {
  if (status !== 200 && status !== 502) return `${status} ${text.slice(0, 200)}`;
  const pieces = status === 200 && stream ? dataOf(text) : [text];
  if (pieces.length === 0) return 'nothing';
  const broken = pieces.find((piece) => piece !== '[DONE]' && !isJson(piece));
  return broken === undefined ? null : `no JSON: ${broken.slice(0, 200)}`;
}

function dataOf(text: string): string[] {
  return [...text.matchAll(/^data: ?(.+)$/gm)].map(([, data = '']) => data);
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
