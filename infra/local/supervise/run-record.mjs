/**
 * The list of what a start or a test run has running, kept in a file so that somebody else can end it when the run
 * itself is killed: the guardian at once, or the next start.
 */
import { rmSync } from 'node:fs';
import { ROOT } from '../bootstrap/paths.mjs';
import { readJson, writeJson } from '../state/json-file.mjs';
import { groupIsAlive, processIdentity } from './process-identity.mjs';
import { stopGroup } from './stop-group.mjs';

/** Enough for PostgreSQL to write its checkpoint. */
const ORPHAN_TIMEOUT_MS = 10_000;

/**
 * @typedef {object} RecordedProcess
 * @property {string} name
 * @property {number} pid
 * @property {string | undefined} identity
 *
 * @typedef {object} Recorded
 * @property {string} root the checkout it belongs to: a copied folder carries the record of the original's processes
 * @property {RecordedProcess[]} processes in the order they were started
 * @property {string[]} leftovers files and folders to remove when the processes are gone
 */

export class RunRecord {
  #file;
  /** @type {Map<string, RecordedProcess>} */
  #processes = new Map();
  /** @type {string[]} */
  #leftovers;

  /**
   * @param {string} file
   * @param {string[]} [leftovers] files and folders that must not outlive the run
   */
  constructor(file, leftovers = []) {
    this.#file = file;
    this.#leftovers = leftovers;
    this.#write();
  }

  /**
   * @param {string} name
   * @param {number | undefined} pid undefined when it has ended
   */
  set(name, pid) {
    if (pid === undefined) this.#processes.delete(name);
    else this.#processes.set(name, { name, pid, identity: processIdentity(pid) });
    this.#write();
  }

  /** @returns {Record<string, number>} */
  pids() {
    return Object.fromEntries([...this.#processes.values()].map(({ name, pid }) => [name, pid]));
  }

  /** Everything has ended: nobody needs to look. */
  close() {
    for (const leftover of this.#leftovers) rmSync(leftover, { recursive: true, force: true });
    rmSync(this.#file, { force: true });
  }

  #write() {
    /** @type {Recorded} */
    const recorded = { root: ROOT, processes: [...this.#processes.values()], leftovers: this.#leftovers };
    writeJson(this.#file, recorded);
  }
}

/**
 * Ends what a killed run left, the last started first, and removes its leftovers and the record.
 * @param {string} file
 * @returns {Promise<string[]>} the names of what was still running
 */
export async function stopRecorded(file) {
  const recorded = /** @type {Recorded | undefined} */ (readJson(file));
  if (!recorded) return [];
  const stopped = [];
  if (recorded.root === ROOT) {
    for (const { name, pid, identity } of recorded.processes.reverse()) {
      if (!isStillIts(pid, identity)) continue;
      await stopGroup(pid, {
        signal: name.startsWith('postgres') ? 'SIGINT' : 'SIGTERM',
        timeoutMs: ORPHAN_TIMEOUT_MS,
      });
      stopped.push(name);
    }
    for (const leftover of recorded.leftovers) rmSync(leftover, { recursive: true, force: true });
  }
  rmSync(file, { force: true });
  return stopped;
}

/**
 * The leader lives and is the one recorded; or it is gone and its group isn't (a group's number isn't given away while
 * it has members).
 * @param {number} pid
 * @param {string | undefined} identity
 */
function isStillIts(pid, identity) {
  const now = processIdentity(pid);
  return now === undefined ? groupIsAlive(pid) : now === identity;
}
