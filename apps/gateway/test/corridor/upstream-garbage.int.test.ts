/** Providers that answer with garbage: a typed error, no bill but for what was delivered, and the next call is served. */
import { patiently } from '@turnpike/testing/patiently';
import { outputTokensOf } from '@turnpike/domain/usage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Corridor, faultsIn } from './corridor.fixture.js';
import { BROKEN_BODIES, BROKEN_HTTP, type Garbage, honestScript, type Outcome } from './garbage/garbage-scripts.js';
import { type HonestAnswer, recordAnswer } from './garbage/honest-answers.js';
import { RawUpstream, type Script } from './garbage/raw-upstream.js';
import { type Pair, PAIRS, WAYS } from './garbage/pairs.js';
import type { Said, Streamed } from './surface-clients.js';
import { addWireModel, WIRES } from './wires.fixture.js';

const REPLY = '@sandbox reply="one two three four five"';
/** Of it. */
const HONEST_TOKENS = 5;
/** Longer than any honest answer of this machine's takes, shorter than anybody wants to wait for a test. */
const SILENCE_MS = 900;

let corridor: Corridor;
/** Shares all with it but its patience. */
let impatient: Corridor;
const honest = new Map<string, HonestAnswer>();
beforeAll(async () => {
  corridor = await Corridor.start();
  const egress = { headersTimeoutMs: SILENCE_MS, bodyTimeoutMs: SILENCE_MS };
  impatient = await Corridor.start({ beside: corridor, parts: { egress } });
  for (const wire of WIRES) {
    for (const stream of [false, true])
      honest.set(`${wire.name}/${stream}`, await recordAnswer(corridor, wire, { stream, lines: [REPLY] }));
  }
});
afterAll(async () => {
  await impatient.stop();
  await corridor.stop();
});

interface Call extends Pair {
  readonly stream: boolean;
}

const callsOf = (pairs: readonly Pair[]): Call[] =>
  pairs.flatMap((pair) => [false, true].map((stream) => ({ ...pair, stream })));

describe('instead of an answer', () => {
  test.each([
    ...BROKEN_BODIES.map((garbage) => [garbage.name, garbage, PAIRS] as const),
    ...BROKEN_HTTP.map((garbage) => [garbage.name, garbage, WAYS] as const),
  ])('%s', async (_name, garbage, pairs) => {
    const faults = await Promise.all(callsOf(pairs).map((call) => faultsOf(call, garbage)));
    expect(faults.flat()).toEqual([]);
    expect([...faultsIn(corridor), ...faultsIn(impatient)]).toEqual([]);
  });
});

/** What is wrong with a call that was answered with garbage; with the honest one after it, too. */
async function faultsOf(call: Call, garbage: Garbage): Promise<string[]> {
  const { surface, wire, stream } = call;
  const good = honest.get(`${wire.name}/${stream}`) as HonestAnswer;
  const name = `${garbage.name}: ${surface.name} over ${wire.name}, stream ${stream}`;
  let script: Script = garbage.script(good);
  const upstream = await RawUpstream.start((socket) => script(socket));
  addWireModel(corridor, wire, { origin: upstream.origin, name });
  const expected = stream ? garbage.stream : garbage.unary;
  const gateway = expected === 'timeout' || expected === 'stalled' ? impatient : corridor;
  const account = corridor.account({ models: [name] });
  const ask = (at: Corridor) =>
    patiently(() => (stream ? surface.stream : surface.ask)(at.url, account.key, { model: name, text: 'hi' }));
  try {
    const faults = judge(expected, await ask(gateway));
    const [event] = await account.settled(1);
    if (event === undefined) return [`${name}: no event`];
    if (expected === 'refused' && (event.charge !== '0' || event.usageSource !== 'none'))
      faults.push(`costs ${event.charge}`);
    if (outputTokensOf(event) > HONEST_TOKENS) faults.push(`bills ${outputTokensOf(event)} tokens`);
    script = honestScript(good);
    const next = await ask(gateway);
    if (next.status !== 200 || !next.text.includes('three')) faults.push(`and the next: ${next.status} ${next.error}`);
    await account.settled(2);
    const { held, slots } = await account.state();
    if (held !== '0' || slots !== 0) faults.push(`holds ${held}, ${slots} slots`);
    return faults.map((fault) => `${name}: ${fault}`);
  } catch (error) {
    return [`${name}: ${String(error)}`];
  } finally {
    await upstream.stop();
  }
}

function judge(expected: Outcome, said: Said | Streamed): string[] {
  const got = outcomeOf(said);
  return ALLOWED[expected].includes(got)
    ? []
    : [`${got} where ${expected} was due (${said.status} ${said.error}${said.text})`];
}

const ALLOWED: Readonly<Record<Outcome, readonly string[]>> = {
  refused: ['502'],
  timeout: ['504'],
  failed: ['502', 'error event'],
  stalled: ['504', 'error event'],
  whole: ['whole'],
  either: ['whole', '502', 'error event'],
};

function outcomeOf(said: Said | Streamed): string {
  if (said.status !== 200) return String(said.status);
  if (!('ended' in said)) return said.text === '' ? 'nothing' : 'whole';
  if (said.ended) return said.text === '' ? 'an end of nothing' : 'whole';
  return said.error === '' ? 'a cut without a word' : 'error event';
}
