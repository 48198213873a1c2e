/**
 * Tells whether a number still means the process it meant when it was written down. A pid alone doesn't: it is reused,
 * and after a reboot it is somebody else's.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';

/**
 * @typedef {object} ProcStat
 * @property {string} state Z is a zombie, X is dead
 * @property {number} group
 * @property {string} startTime in clock ticks since boot
 */

/**
 * @param {number | string} pid
 * @returns {ProcStat | undefined} undefined where there is no such process, or no /proc
 */
function readStat(pid) {
  try {
    // The command's name stands in parentheses and may hold both spaces and parentheses.
    const fields = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '').split(' ');
    return { state: fields[0] ?? 'X', group: Number(fields[2]), startTime: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid
 * @returns {string | undefined} the same text for the same process only; undefined where it is gone or a zombie
 */
export function processIdentity(pid) {
  if (process.platform === 'linux') {
    const stat = readStat(pid);
    if (!stat || 'ZX'.includes(stat.state)) return undefined;
    return `${stat.startTime}@${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  }
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() || undefined;
}

/**
 * @param {number} group
 * @returns {boolean} whether a living process belongs to the group. Zombies don't count: where PID 1 reaps late, they
 * would make every stop wait for its limit.
 */
export function groupIsAlive(group) {
  if (process.platform === 'linux') {
    return readdirSync('/proc').some((name) => {
      const stat = /^\d+$/.test(name) ? readStat(name) : undefined;
      return stat?.group === group && !'ZX'.includes(stat.state);
    });
  }
  return signalGroup(group, 0);
}

/**
 * @param {number} group
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether there was anything to signal
 */
export function signalGroup(group, signal) {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/**
 * Whether the process works in the folder, as PostgreSQL and Redis do in their data folders.
 * @param {number} pid
 * @param {string} folder
 */
export function worksIn(pid, folder) {
  if (processIdentity(pid) === undefined) return false;
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
    } catch {
      return false;
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.includes(folder) ?? false;
}
