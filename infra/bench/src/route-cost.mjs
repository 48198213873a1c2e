/**
 * What it costs to decide where a call goes: a plan and its first place, for a model of one target and for one of two
 * pools of 1,000 targets each, by every strategy. In one process, so that the code is as polymorphic as a gateway's;
 * rounds are interleaved, and a figure is the median over them of the thread's CPU time. A strategy that costs more than
 * 2 µs over one target fails the bench.
 *
 * Usage, after `npm run build`: npm run bench:routes [-- --rounds 21 --calls 100000]
 */
import { parseArgs } from 'node:util';
import { RoutingPolicySchema, STRATEGIES } from '@turnpike/contracts/management/routing';
import { Places } from '@turnpike/routing/places';
import { RouteTable } from '@turnpike/routing/route-table';
import { figureOf, orderOf } from './measure/figures.mjs';

const BOUND_US = 2;
const POOL_SIZE = 1000;
const CALLERS = 1024;
const WARM_UP_ROUNDS = 5;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '21' }, calls: { type: 'string', default: '100000' } },
});

const table = new RouteTable({ places: new Places(), costs: { costOf: () => 1, changesAtMs: () => Infinity } });
const questions = Array.from({ length: CALLERS }, (_, index) => questionOf(`user-${String(index)}`));
const cases = [
  { name: 'one target', model: modelOf('one', 1, null) },
  ...STRATEGIES.map((strategy) => ({ name: strategy, model: modelOf(strategy, 2 * POOL_SIZE, strategy) })),
];

const times = measure(Number(values.rounds), Number(values.calls));
process.exitCode = report(times) ? 0 : 1;

/** @param {string} endUser */
function questionOf(endUser) {
  /** @type {import('@turnpike/routing/route-plan').RouteQuestion<import('@turnpike/routing/route-plan').RoutableTarget>} */
  const question = {
    environment: 'live',
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    tenantId: 'tenant',
    apiKeyId: 'key',
    endUser,
    filter: null,
  };
  return question;
}

/**
 * Without a strategy a model that nobody set a policy for. Every place has answered some calls, and has one under way.
 * @param {string} id
 * @param {number} size
 * @param {(typeof STRATEGIES)[number] | null} strategy
 */
function modelOf(id, size, strategy) {
  const targets = Array.from({ length: size }, (_, index) => ({
    id: `${id}-${String(index)}`,
    providerId: 'provider',
    providerSlug: 'provider',
    upstreamModel: 'model',
    baseUrl: 'http://127.0.0.1:1/v1',
    weight: 1 + (index % 5),
    isDiscovered: false,
    instance: null,
  }));
  for (const target of targets) {
    const place = table.places.of(target.id);
    const flight = place.begin();
    flight.firstByte();
    flight.end('success');
    place.begin();
  }
  const pools = ['first', 'second'].map((name, index) => ({
    name,
    strategy: strategy ?? undefined,
    targets: targets.slice(index * POOL_SIZE, (index + 1) * POOL_SIZE).map((target) => ({ target: target.id })),
  }));
  return { id, name: id, targets, testTargets: [], routing: strategy && RoutingPolicySchema.parse({ pools }) };
}

/**
 * Microseconds of CPU for one call in each round, by case.
 * @param {number} rounds
 * @param {number} calls
 */
function measure(rounds, calls) {
  /** @type {Map<string, number[]>} */
  const byCase = new Map(cases.map(({ name }) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1)
    for (const { name, model } of orderOf(cases, Math.abs(round))) {
      const started = process.threadCpuUsage();
      for (let call = 0; call < calls; call += 1) {
        const question = questions[call % CALLERS];
        if (question === undefined || table.plan(model, question)?.next() == null) throw new Error('nobody to ask');
      }
      const { user, system } = process.threadCpuUsage(started);
      if (round >= 0) byCase.get(name)?.push((user + system) / calls);
    }
  return byCase;
}

/** @param {ReadonlyMap<string, readonly number[]>} times */
function report(times) {
  const one = figureOf(times.get('one target') ?? []).median;
  const rows = [...times].map(([name, us]) => ({ name, ...figureOf(us), over: figureOf(us).median - one }));
  console.log(`µs for a plan and its first place; two pools of ${String(POOL_SIZE)} targets each`);
  for (const { name, median, min, max, over } of rows)
    console.log(
      `${name.padEnd(18)} ${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})  over one target: ${over.toFixed(2)}`,
    );
  return rows.every(({ over }) => over <= BOUND_US);
}
