/**
 * What a whole call costs: CPU time of one gateway process with everything on (key, admission, hold, settlement, metering,
 * record, headers), against a plain Node relay in the same run. The measured process has a core of its own; upstream,
 * load, Redis and the rest share another. The worker stands still while a round is measured, and works it off after.
 *
 * Usage: npm run bench:call [-- --rounds 7 --requests 15000]
 */
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startBenchSystem } from './call-cost/bench-system.mjs';
import { startPinned } from './call-cost/pinned-process.mjs';

/** Cores: one for what is measured, one for the rest. */
const MEASURED = 1;
const REST = 0;
const CONNECTIONS = 64;
const UPSTREAM = fileURLToPath(new URL('./call-cost/upstream.mjs', import.meta.url));
const RELAY = fileURLToPath(new URL('./call-cost/relay.mjs', import.meta.url));
const LOAD = fileURLToPath(new URL('./call-cost/load.mjs', import.meta.url));
const WARM_UP = 5_000;
const BODY = JSON.stringify({
  model: 'bench',
  messages: [
    { role: 'system', content: 'You answer in one short sentence and never ask back, whatever the question may be.' },
    { role: 'user', content: 'Which road leads from the harbour to the market when the bridge by the mill is closed?' },
  ],
  max_tokens: 100,
});

/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {import('./call-cost/pinned-process.mjs').PinnedProcess} process
 * @property {number[]} cpuUs CPU µs per request, one for each round
 * @property {number[]} perSecond
 */

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, requests: { type: 'string', default: '15000' } },
});
const rounds = Number(values.rounds);
const requests = Number(values.requests);
if (process.platform !== 'linux' || availableParallelism() < 2) throw new Error('this needs Linux and two cores');
await bench();

async function bench() {
  const upstream = await startPinned({ core: REST, file: UPSTREAM, args: [] });
  const relay = await startPinned({ core: MEASURED, file: RELAY, args: [upstream.url] });
  const system = await startBenchSystem({ upstreamUrl: upstream.url, measuredCore: MEASURED, restCore: REST });
  try {
    const headers = { authorization: `Bearer ${system.key}`, 'content-type': 'application/json' };
    /** @type {Variant[]} */
    const variants = [
      {
        name: 'plain Node relay (node:http, undici dispatch)',
        url: relay.url,
        headers,
        process: relay,
        cpuUs: [],
        perSecond: [],
      },
      {
        name: 'gateway, whole call',
        url: system.gateway.url,
        headers,
        process: system.gateway,
        cpuUs: [],
        perSecond: [],
      },
    ];
    await system.expectBilledCall(BODY);
    for (const variant of variants) await load(variant, WARM_UP);
    await system.settle();
    for (let round = 1; round <= rounds; round += 1) {
      for (const variant of variants) await measure(variant, system);
      process.stderr.write(`round ${round} of ${rounds}\n`);
    }
    await system.expectBilledCall(BODY);
    report(variants);
  } finally {
    await system.stop();
    await relay.stop();
    await upstream.stop();
  }
}

/**
 * @param {Variant} variant
 * @param {import('./call-cost/bench-system.mjs').BenchSystem} system
 */
async function measure(variant, system) {
  system.pauseWorker();
  const before = variant.process.cpuMicros();
  const perSecond = await load(variant, requests);
  variant.cpuUs.push((variant.process.cpuMicros() - before) / requests);
  variant.perSecond.push(perSecond);
  await system.settle();
}

/**
 * Makes so many calls; gives calls per second.
 * @param {Variant} variant
 * @param {number} amount
 * @throws {Error} when any call isn't answered with 2xx
 */
async function load({ name, url, headers }, amount) {
  const plan = { url: `${url}/v1/chat/completions`, headers, body: BODY, amount, connections: CONNECTIONS };
  const child = await startPinned({ core: REST, file: LOAD, args: [JSON.stringify(plan)], exits: true });
  const result = /** @type {{ ok: number, failed: number, seconds: number }} */ (JSON.parse(child.output()));
  if (result.failed > 0 || result.ok !== amount) throw new Error(`${name}: ${result.failed} of ${amount} calls failed`);
  return result.ok / result.seconds;
}

/** @param {Variant[]} variants */
function report(variants) {
  const figures = (/** @type {number[]} */ values) => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (/** @type {number} */ index) => (sorted[index] ?? 0).toFixed(0);
    return { median: at(sorted.length >> 1), range: `${at(0)}–${at(sorted.length - 1)}` };
  };
  const rows = variants.map(({ name, cpuUs, perSecond }) => {
    const cpu = figures(cpuUs);
    return `| ${name} | ${cpu.median} | ${cpu.range} | ${figures(perSecond).median} |`;
  });
  const [relay, gateway] = variants.map(({ cpuUs }) => Number(figures(cpuUs).median));
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  console.log(
    [
      `Node ${process.version}, ${availableParallelism()} cores, load ${load}; ${rounds} interleaved rounds of ${requests} calls over ${CONNECTIONS} connections`,
      '',
      '| Variant | CPU µs a call, median | min–max | calls/s, median |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
      `A whole call costs ${gateway} µs; ${(gateway ?? 0) - (relay ?? 0)} µs more than relaying it.`,
    ].join('\n'),
  );
}
