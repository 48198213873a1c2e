/** Shadow traffic: the caller's answer is as it was, nobody pays for the second one, and what came is compared. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ShadowComparison } from '@turnpike/contracts/shadow-comparison';
import { MOST_AT_ONCE } from '@turnpike/pipeline/shadow/shadow-calls';
import { until } from '@turnpike/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { target } from './catalogue.fixture.js';
import { type Account, Corridor, faultsIn, say } from './corridor.fixture.js';
import { addWireModel, type WireFixture, WIRES } from './wires.fixture.js';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(async () => {
  expect(faultsIn(corridor)).toEqual([]);
  await corridor.stop();
});

/** A model that one target serves, and whose calls another hears too. */
function shadowed(name: string, shadow: ReturnType<typeof target>, percent = 100): string {
  const own = target(corridor.sandbox.baseUrl);
  corridor.stores.addModel(name, [own, shadow]);
  corridor.stores.route(name, {
    pools: [{ name: 'own', targets: [{ target: own.id }] }],
    shadow: { target: shadow.id, percent },
  });
  return name;
}

async function comparisons({ redis, keys }: Corridor, model: string): Promise<ShadowComparison[]> {
  const batches = await redis.lrange(keys.shadowComparisons(), 0, -1);
  return batches.flatMap((batch) => JSON.parse(batch) as ShadowComparison[]).filter((one) => one.model === model);
}

function compared(model: string): Promise<ShadowComparison> {
  return until(async () => (await comparisons(corridor, model))[0] ?? null, `a comparison of ${model}`);
}

function placeOn({ kind, path, credential }: WireFixture) {
  const { origin } = new URL(corridor.sandbox.baseUrl);
  return { ...target(origin + path), kind, credential, upstreamModel: 'sandbox-mini' };
}

const FINE = { status: 200, shadowStatus: 200, similarity: 1, sameFinish: true, error: null };

async function ask(account: Account, model: string, stream: boolean, ...lines: string[]): Promise<Response> {
  return account.post('/v1/chat/completions', { model, stream, messages: say(...lines) });
}

describe.each([false, true])('a shadow of a call, stream: %s', (stream) => {
  test.concurrent.each(WIRES)('over $name: the same words are alike, and one call is paid', async (wire) => {
    const model = shadowed(`${wire.name}-${stream}`, placeOn(wire));
    const account = corridor.account();
    const response = await ask(account, model, stream, 'hello there');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('there');
    const comparison = await compared(model);
    expect(comparison).toMatchObject(FINE);
    expect(comparison.shadowOutputTokens).toBe(comparison.outputTokens);
    expect(comparison.firstByteMs === null).toBe(!stream);
    expect(comparison.shadowFirstByteMs === null).toBe(!stream);
    const events = await account.settled(1);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ requestId: comparison.requestId, targetId: comparison.targetId, attempts: 1 });
    expect(await account.state()).toMatchObject({ held: '0', openHolds: 0, slots: 0 });
  });

  test.concurrent('one that fails is told of, and its caller hears nothing of it', async () => {
    const model = shadowed(`dead-${stream}`, target('http://127.0.0.1:1/v1'));
    const response = await ask(corridor.account(), model, stream, 'hello');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('hello');
    expect(await compared(model)).toMatchObject({
      status: 200,
      shadowStatus: null,
      error: 'connect',
      similarity: null,
      shadowOutputTokens: null,
    });
  });
});

test.concurrent.each(['anthropic', 'gemini'])('a stream of %s whose bytes pass is compared too', async (name) => {
  const wire = WIRES.find((candidate) => candidate.name === name) as WireFixture;
  const model = `passing-${name}`;
  const { origin } = new URL(corridor.sandbox.baseUrl);
  addWireModel(corridor, wire, { origin, name: model });
  const [own, shadow] = [placeOn(wire), placeOn(wire)];
  corridor.stores.addModel(model, [own, shadow]);
  corridor.stores.route(model, {
    pools: [{ name: 'own', targets: [{ target: own.id }] }],
    shadow: { target: shadow.id },
  });
  const account = corridor.account();
  const [path, body] =
    name === 'anthropic'
      ? ['/v1/messages', { model, max_tokens: 100, stream: true, messages: [{ role: 'user', content: 'hello' }] }]
      : [
          `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
          { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] },
        ];
  const response = await account.post(path, body, { 'anthropic-version': '2023-06-01' });
  expect(response.status).toBe(200);
  await response.text();
  expect(await compared(model)).toMatchObject(FINE);
});

test.concurrent('an embedding is compared by its status and time alone', async () => {
  const model = shadowed('vectors', target(corridor.sandbox.baseUrl));
  const response = await corridor.account().post('/v1/embeddings', { model, input: 'hello' });
  expect(response.status).toBe(200);
  expect(await compared(model)).toMatchObject({ shadowStatus: 200, error: null, similarity: null, sameFinish: null });
});

test.concurrent('an error has no shadow, and a share of none is none', async () => {
  const never = shadowed('never', target(corridor.sandbox.baseUrl), 0);
  const failing = shadowed('failing', target(corridor.sandbox.baseUrl));
  const last = shadowed('last', target(corridor.sandbox.baseUrl));
  const account = corridor.account();
  await (await ask(account, never, false, 'hello')).text();
  expect((await ask(account, failing, false, 'x', '@sandbox status=400')).status).toBe(400);
  await (await ask(account, last, false, 'hello')).text();
  await compared(last);
  expect(await comparisons(corridor, never)).toEqual([]);
  expect(await comparisons(corridor, failing)).toEqual([]);
});

describe('a place that never answers', () => {
  let silent: Server;
  let heard = 0;
  let hungUp = 0;
  beforeAll(async () => {
    silent = createServer((request) => {
      heard += 1;
      request.on('close', () => (hungUp += 1)).resume();
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  test('so many are waited for, more are left out; a shutdown cancels them, and tells nothing of them', async () => {
    const gateway = await Corridor.start({ beside: corridor });
    const { port } = silent.address() as AddressInfo;
    const model = shadowed('silent', target(`http://127.0.0.1:${port}/v1`));
    const account = corridor.account().at(gateway);
    const calls = Array.from({ length: MOST_AT_ONCE + 3 }, () => ask(account, model, false, 'hello'));
    for (const response of await Promise.all(calls)) expect(response.status).toBe(200);
    await until(() => (heard === MOST_AT_ONCE ? true : null), 'the shadows');
    expect(gateway.path.stats()).toMatchObject({ shadowsUnderWay: MOST_AT_ONCE, shadowsLeftOut: 3, openCalls: 0 });
    await gateway.stop();
    await until(() => (hungUp === MOST_AT_ONCE ? true : null), 'their end');
    expect(await comparisons(corridor, model)).toEqual([]);
  });
});
