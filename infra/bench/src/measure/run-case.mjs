/** One case: every contestant checked, warmed up, measured in interleaved rounds, and checked again. */
import { cpuMicros, foreignMicros, residentBytes } from './process-times.mjs';
import { orderOf } from './figures.mjs';

/** Share of one core that others may use in a round before it is made again. */
export const QUIET_SHARE = 0.05;
const SAMPLE_MS = 250;

/**
 * @typedef {import('../load/wrk.mjs').LoadFigures} LoadFigures
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {string} title
 * @property {readonly number[]} pids
 * @property {(seconds: number) => Promise<LoadFigures>} load
 * @property {(seconds: number) => Promise<unknown>} warmUp at least so long
 * @property {() => Promise<void>} check
 *
 * @typedef {object} Round
 * @property {number} units
 * @property {number} requests
 * @property {number} perSecond units
 * @property {number | null} cpuUs per unit; null for what has no process of its own
 * @property {number | null} upstreamUs per unit
 * @property {number} p50Us
 * @property {number} p99Us
 * @property {readonly number[]} residentBytes sampled while it ran
 * @property {number} foreignShare of one core, used by others meanwhile
 *
 * @typedef {object} CaseOptions
 * @property {readonly Contestant[]} contestants
 * @property {number} rounds
 * @property {number} seconds
 * @property {number} warmUpSeconds
 * @property {readonly number[]} upstreamPids
 * @property {{ repeats: number }} budget rounds that may still be made again
 * @property {() => void} before each round
 * @property {() => Promise<void>} after each round
 * @property {(text: string) => void} report
 * @property {() => number} [foreign] CPU µs that others have used so far
 */

/**
 * @param {CaseOptions} options
 * @returns {Promise<Map<string, Round[]>>} by the contestants' names
 */
export async function runCase(options) {
  const { contestants, rounds, warmUpSeconds, after, report } = options;
  /** @type {Map<string, Round[]>} */
  const made = new Map(contestants.map(({ name }) => [name, []]));
  for (const { check } of contestants) await check();
  for (const { name, warmUp } of contestants) {
    report(`warming up ${name}`);
    await warmUp(warmUpSeconds);
    await after();
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of orderOf(contestants, round)) {
      const figures = await quietRound(contestant, options);
      made.get(contestant.name)?.push(figures);
      report(`round ${round + 1} of ${rounds}, ${contestant.name}: ${describe(figures)}`);
    }
  }
  for (const { check } of contestants) await check();
  return made;
}

/**
 * @param {Contestant} contestant
 * @param {CaseOptions} options
 * @returns {Promise<Round>}
 */
async function quietRound(contestant, options) {
  const { budget, before, after, report } = options;
  for (;;) {
    before();
    const round = await measureRound(contestant, options);
    await after();
    if (round.foreignShare <= QUIET_SHARE || budget.repeats === 0) return round;
    budget.repeats -= 1;
    report(`${contestant.name}: others used ${percent(round.foreignShare)} of a core; once more`);
  }
}

/**
 * @param {Contestant} contestant
 * @param {CaseOptions} options
 * @returns {Promise<Round>}
 */
async function measureRound({ pids, load }, { seconds, upstreamPids, foreign = foreignMicros }) {
  /** @type {number[]} */
  const memory = [];
  const sampling = setInterval(() => memory.push(residentBytes(pids)), SAMPLE_MS);
  try {
    const began = performance.now();
    const before = { foreign: foreign(), own: cpuMicros(pids), upstream: cpuMicros(upstreamPids) };
    const { units, requests, p50Us, p99Us, seconds: took } = await load(seconds);
    const cpuUs = (cpuMicros(pids) - before.own) / units;
    const upstreamUs = (cpuMicros(upstreamPids) - before.upstream) / units;
    const foreignShare = (foreign() - before.foreign) / ((performance.now() - began) * 1000);
    return {
      units,
      requests,
      perSecond: units / took,
      cpuUs: pids.length === 0 ? null : cpuUs,
      upstreamUs: upstreamPids.length === 0 ? null : upstreamUs,
      p50Us,
      p99Us,
      residentBytes: memory,
      foreignShare,
    };
  } finally {
    clearInterval(sampling);
  }
}

/** @param {Round} round */
function describe({ cpuUs, perSecond, foreignShare }) {
  const cpu = cpuUs === null ? '' : `${cpuUs.toFixed(1)} µs, `;
  return `${cpu}${perSecond.toFixed(0)}/s, others ${percent(foreignShare)}`;
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(0)} %`;
}
