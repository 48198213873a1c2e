/**
 * What a flood of wrong keys costs: the gateway's CPU for each, against that of an empty 404 that its own server gives to
 * the same bytes; and what PostgreSQL and Redis are asked meanwhile, by the flood and by everything else the
 * gateway does by the clock. Rounds are interleaved; a figure is the median over them. More than 1.3 times fails the
 * bench.
 *
 * Usage, after `npm run build`: npm run bench:flood [-- --rounds 7 --requests 20000 --node-options=--cpu-prof]
 */
import { generateKey } from '@turnpike/domain/key-format';
import { parseArgs } from 'node:util';
import { startFloodSystem } from './flood/flood-system.mjs';
import { sendRequests } from './flood/send-requests.mjs';
import { figureOf, orderOf } from './measure/figures.mjs';
import { cpuMicros } from './measure/process-times.mjs';

const BOUND = 1.3;
const BODY = JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'hello' }] });
/** So many wrong keys bring an address to wait. */
const BEGIN = 30;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    requests: { type: 'string', default: '20000' },
    'node-options': { type: 'string', default: '' },
  },
});
const [rounds, requests] = [Number(values.rounds), Number(values.requests)];

const system = await startFloodSystem(values['node-options']);
const { url, pid } = system;
const keys = Array.from({ length: requests }, () => generateKey('tp', 'live'));
const cases = [
  { name: 'empty 404', requestOf: nowhere },
  { name: 'wrong keys, well formed', requestOf: withKey },
  { name: 'wrong keys, garbage', requestOf: withGarbage },
  { name: '404 of the gateway itself', requestOf: elsewhere },
];
/** @type {Map<string, number[]>} */
const costs = new Map(cases.map(({ name }) => [name, []]));
const uses = { transactions: 0, commands: 0, requests: 0, seconds: 0 };
try {
  await sendRequests({ url, count: BEGIN, requestOf: withKey });
  for (let round = -2; round < rounds; round += 1)
    for (const one of orderOf(cases, Math.abs(round))) await measure(one, round >= 0);
} finally {
  await system.stop();
}
report();

/**
 * @param {typeof cases[number]} one
 * @param {boolean} counts
 */
async function measure({ name, requestOf }, counts) {
  const before = { cpu: cpuMicros([pid]), ms: Date.now(), ...(await system.storeUses()) };
  const answers = await sendRequests({ url, count: requests, requestOf });
  const cpu = cpuMicros([pid]) - before.cpu;
  const after = await system.storeUses();
  if (!counts) return;
  costs.get(name)?.push(cpu / requests);
  if (!name.startsWith('wrong')) return;
  if ((answers.get(429) ?? 0) < requests * 0.99)
    throw new Error(`the flood was let in: ${JSON.stringify([...answers])}`);
  uses.transactions += after.transactions - before.transactions;
  uses.commands += after.commands - before.commands;
  uses.requests += requests;
  uses.seconds += (Date.now() - before.ms) / 1000;
}

/** @param {number} index */
function withKey(index) {
  return post('/v1/chat/completions', keys[index % keys.length] ?? '');
}

/** @param {number} index */
function withGarbage(index) {
  return post('/v1/chat/completions', `sk-${String(index).padStart(45, 'x')}`);
}

/** @param {number} index */
function nowhere(index) {
  return post('/empty-404', keys[index % keys.length] ?? '');
}

function elsewhere() {
  return post('/nowhere', keys[0] ?? '');
}

/**
 * @param {string} path
 * @param {string} key
 */
function post(path, key) {
  const head = [
    'host: gateway',
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    `content-length: ${BODY.length}`,
  ];
  return `POST ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${BODY}`;
}

function report() {
  const base = figureOf(costs.get('empty 404') ?? []).median;
  const rows = [...costs].map(([name, us]) => ({ name, ...figureOf(us), ratio: figureOf(us).median / base }));
  for (const { name, median, min, max, ratio } of rows)
    console.log(
      `${name.padEnd(28)} ${median.toFixed(1)} µs (${min.toFixed(1)} to ${max.toFixed(1)})  ${ratio.toFixed(2)} times`,
    );
  const { transactions, commands, requests: sent, seconds } = uses;
  console.log(
    `stores, over ${sent} wrong keys in ${seconds.toFixed(0)} s: ${transactions} transactions, ${commands} commands, all that goes by the clock among them`,
  );
  const isMissed = rows.some(({ name, ratio }) => name.startsWith('wrong') && ratio > BOUND);
  console.log(isMissed ? `MISSED: more than ${BOUND} times` : 'held');
  process.exitCode = isMissed ? 1 : 0;
}
