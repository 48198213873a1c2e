/** CPU time and memory of processes, from /proc. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { parseMachineStat, parseProcessStat, parseSchedstat, parseStatus } from './accounting.mjs';

const TICKS_PER_SECOND = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout.trim());
const US_PER_TICK = 1_000_000 / TICKS_PER_SECOND;
const NS_PER_US = 1000;

/**
 * @param {readonly number[]} pids
 * @returns {number} µs of all their threads, user and system
 */
export function cpuMicros(pids) {
  return pids.flatMap(threadsOf).reduce((sum, schedstat) => sum + parseSchedstat(schedstat), 0) / NS_PER_US;
}

/** @param {number} pid */
function threadsOf(pid) {
  return present(() => readdirSync(`/proc/${pid}/task`)).flatMap((thread) =>
    present(() => [readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')]),
  );
}

/**
 * What ended between two looks has left nothing.
 * @param {() => string[]} look
 */
function present(look) {
  try {
    return look();
  } catch (error) {
    const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOENT' || code === 'ESRCH') return [];
    throw error;
  }
}

/** @param {readonly number[]} pids */
export function residentBytes(pids) {
  return pids.reduce((sum, pid) => sum + parseStatus(readFileSync(`/proc/${pid}/status`, 'utf8')).residentBytes, 0);
}

/** @param {readonly number[]} pids */
export function peakBytes(pids) {
  return pids.reduce((sum, pid) => sum + parseStatus(readFileSync(`/proc/${pid}/status`, 'utf8')).peakBytes, 0);
}

/**
 * @param {number} root
 * @returns {number[]} it and what descends from it, as far as it still lives
 */
export function treeOf(root) {
  const parents = new Map(listProcesses().map(({ pid, parent }) => [pid, parent]));
  const isInside = (/** @type {number | undefined} */ pid) => {
    for (let at = pid; at !== undefined && at !== 0; at = parents.get(at)) if (at === root) return true;
    return false;
  };
  return [...parents.keys()].filter(isInside);
}

/**
 * @param {number} root
 * @returns {number} µs of it and of all that ever descended from it and was waited for; in whole ticks
 */
export function treeMicros(root) {
  const tree = new Set(treeOf(root));
  return US_PER_TICK * sumTicks(listProcesses().filter(({ pid }) => tree.has(pid)));
}

/**
 * CPU time used by everybody on this machine but this process and what it started, and taken by the machine's host.
 * Only differences mean something.
 * @returns {number} µs
 */
export function foreignMicros() {
  const tree = new Set(treeOf(process.pid));
  const own = sumTicks(listProcesses().filter(({ pid }) => tree.has(pid)));
  return (parseMachineStat(readFileSync('/proc/stat', 'utf8')) - own) * US_PER_TICK;
}

/** @param {readonly { ticks: number }[]} processes */
function sumTicks(processes) {
  return processes.reduce((sum, { ticks }) => sum + ticks, 0);
}

function listProcesses() {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) =>
    present(() => [readFileSync(`/proc/${pid}/stat`, 'utf8')]).map((stat) => ({
      pid: Number(pid),
      ...parseProcessStat(stat),
    })),
  );
}
