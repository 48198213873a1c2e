/** The bench from its start to its report. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL, ROOT } from '@turnpike/local/bootstrap/paths.mjs';
import { releaseLock, takeLock } from '@turnpike/local/state/lock.mjs';
import { chooseCases } from './cases.mjs';
import { contestantsOf } from './contestants.mjs';
import { runCase } from './measure/run-case.mjs';
import { findProgram } from './programs/debian-programs.mjs';
import { readConditions } from './report/conditions.mjs';
import { renderMarkdown } from './report/markdown.mjs';
import { summarise } from './report/summary.mjs';
import { judge } from './report/verdicts.mjs';
import { writeReport } from './report/write-report.mjs';
import { REST } from './system/cores.mjs';
import { startTargets } from './targets/start-targets.mjs';
import { startUpstreams } from './upstream/start-upstreams.mjs';

const LOCK = join(LOCAL, 'bench.lock');
const TURN_POLL_MS = 200;
const PUBLISHED = join(ROOT, 'infra', 'docs', 'bench');
const SHOWN_LOG_LINES = 20;

/**
 * What every part of a run needs.
 * @typedef {object} Bench
 * @property {string} folder forgotten afterwards
 * @property {AbortSignal} signal
 * @property {string} nginx path of the program
 * @property {string} wrk path of the program
 * @property {(() => unknown)[]} stops what is running, the newest last
 *
 * @typedef {object} Run
 * @property {import('./options.mjs').Options} options
 * @property {import('@turnpike/local/output/progress.mjs').Progress} progress
 * @property {AbortSignal} signal
 */

/**
 * @param {Run} run
 * @returns {Promise<number>} exit code: 1 when a whole run missed a promise
 */
export async function runBench(run) {
  const { options, progress, signal } = run;
  // Children inherit it: whatever isn't bound to the measured core stays off it.
  spawnSync('taskset', ['-a', '-p', '-c', String(REST), String(process.pid)]);
  await takeTurn(progress, signal);
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-bench-'));
  /** @type {(() => unknown)[]} */
  const stops = [() => releaseLock(LOCK), () => rmSync(folder, { recursive: true, force: true })];
  try {
    const [nginx, wrk] = [await findProgram('nginx'), await findProgram('wrk')];
    const conditions = readConditions({ versions: { nginx: nginx.version, wrk: wrk.version }, options });
    const bench = { folder, signal, nginx: nginx.path, wrk: wrk.path, stops };
    const results = { conditions, ...(await measureAll(bench, run)) };
    const out = options.out ?? (options.whole ? PUBLISHED : null);
    if (out !== null) writeReport(out, results);
    console.log(`\n${renderMarkdown(results)}`);
    return options.whole && results.verdicts.some(({ met }) => !met) ? 1 : 0;
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

/**
 * @param {Bench} bench
 * @param {Run} run
 * @returns {Promise<Omit<import('./report/markdown.mjs').Results, 'conditions'>>}
 */
async function measureAll(bench, { options, progress }) {
  const upstreams = await startUpstreams(bench);
  const { targets: names, nodeOptions } = options;
  const targets = await startTargets(bench, { names, nodeOptions, upstreams: upstreams.origins });
  const budget = { repeats: options.repeats };
  const tally = { answered: 0, cutAtMost: 0 };
  /** @type {import('./targets/gateway-target.mjs').Drained[]} */
  const drained = [];
  const cases = [];
  try {
    for (const one of chooseCases(options)) {
      const note = (/** @type {string} */ text) => progress.note('bench', `${one.name}: ${text}`);
      const part = { bench: { ...bench, tally }, targets, upstreams, options, budget, drained, note };
      const summary = await measureCase(one, part);
      if (summary !== null) cases.push(summary);
    }
    const after = targets.gateway === null ? null : await lookAfter(targets.gateway, tally, drained);
    const { memory = null, lane = null, calls = null } = after ?? {};
    return { cases, memory, lane, calls, verdicts: judge(cases, memory) };
  } catch (error) {
    const log = targets.gateway?.log().trimEnd().split('\n').slice(-SHOWN_LOG_LINES) ?? [];
    if (!bench.signal.aborted) console.error(`The gateway said:\n${log.join('\n') || '(nothing)'}`);
    throw error;
  }
}

/**
 * @typedef {object} CasePart
 * @property {Bench & { tally: import('./contestants.mjs').Tally }} bench
 * @property {import('./targets/start-targets.mjs').Targets} targets
 * @property {import('./upstream/start-upstreams.mjs').Upstreams} upstreams
 * @property {import('./options.mjs').Options} options
 * @property {{ repeats: number }} budget
 * @property {import('./targets/gateway-target.mjs').Drained[]} drained
 * @property {(text: string) => void} note
 *
 * @param {import('./cases.mjs').Case} one
 * @param {CasePart} part
 * @returns {Promise<import('./report/summary.mjs').CaseSummary | null>} null where nobody takes part
 */
async function measureCase(one, { bench, targets, upstreams, options, budget, drained, note }) {
  const { gateway } = targets;
  const contestants = await contestantsOf(bench, one, targets);
  if (contestants.length === 0) return null;
  const seconds = options.seconds ?? one.seconds;
  const rounds = await runCase({
    contestants,
    rounds: options.rounds ?? one.rounds,
    seconds,
    warmUpSeconds: options.warmUpSeconds ?? one.warmUpSeconds,
    upstreamPids: upstreams.pidsOf(one.kind),
    budget,
    before: () => gateway?.pauseWorker(),
    after: async () => {
      const worked = (await gateway?.drain()) ?? null;
      if (worked !== null) drained.push(worked);
    },
    report: note,
  });
  return summarise({ case: one, seconds, contestants, rounds });
}

/**
 * What the gateway left behind.
 * @param {import('./targets/start-targets.mjs').GatewayTarget} gateway
 * @param {import('./contestants.mjs').Tally} tally
 * @param {readonly import('./targets/gateway-target.mjs').Drained[]} drained
 * @throws {Error} when answered calls and usage events don't fit
 */
async function lookAfter(gateway, tally, drained) {
  const recorded = await gateway.countEvents();
  const { answered, cutAtMost } = tally;
  if (recorded < answered || recorded > answered + cutAtMost)
    throw new Error(`${answered} calls were answered and at most ${cutAtMost} cut, but ${recorded} usage events exist`);
  const sum = (/** @type {'events' | 'workerUs' | 'postgresUs' | 'gatewayUs'} */ name) =>
    drained.reduce((total, one) => total + one[name], 0);
  const events = sum('events');
  const per = (/** @type {'workerUs' | 'postgresUs' | 'gatewayUs'} */ name) => sum(name) / Math.max(1, events);
  return {
    memory: { idleBytes: gateway.idleBytes, ...(await gateway.finalMemory()) },
    lane: { events, workerUs: per('workerUs'), postgresUs: per('postgresUs'), gatewayUs: per('gatewayUs') },
    calls: { answered, recorded, cutAtMost },
  };
}

/**
 * Two at once would measure each other.
 * @param {import('@turnpike/local/output/progress.mjs').Progress} progress
 * @param {AbortSignal} signal
 */
async function takeTurn(progress, signal) {
  for (let waited = false; ; waited = true) {
    const holder = takeLock(LOCK);
    if (holder === undefined) return;
    if (!waited) progress.note('bench', `waiting for the one of process ${holder.pid}`);
    await sleep(TURN_POLL_MS, undefined, { signal });
  }
}
