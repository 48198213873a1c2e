/** Locks between processes of this checkout. A lock whose holder has died is free. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../bootstrap/paths.mjs';
import { processIdentity } from '../supervise/process-identity.mjs';

/**
 * @typedef {object} Holder
 * @property {number} pid
 * @property {string | undefined} identity
 * @property {string} root a copied checkout carries the original's locks
 */

/**
 * @param {string} file
 * @returns {Holder | undefined} who holds it, if alive
 */
export function lockHolder(file) {
  try {
    const holder = /** @type {Holder} */ (JSON.parse(readFileSync(file, 'utf8')));
    if (holder.root !== ROOT || holder.identity === undefined) return undefined;
    return processIdentity(holder.pid) === holder.identity ? holder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @returns {Holder | undefined} undefined when the lock is now ours, else its holder
 */
export function takeLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify({ root: ROOT, pid: process.pid, identity: processIdentity(process.pid) });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return undefined;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      const holder = lockHolder(file);
      if (holder) return holder;
      rmSync(file, { force: true });
    }
  }
  throw new Error(`${file} can't be taken; remove it if nothing of this checkout runs`);
}

/** @param {string} file */
export function releaseLock(file) {
  if (lockHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}

/**
 * Runs one at a time what must not run twice at once, waiting for the other.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {(holder: Holder) => void} onWait called once when somebody else is at it
 */
export async function withLock(file, work, onWait) {
  for (let waited = false; ; waited = true) {
    const holder = takeLock(file);
    if (!holder) break;
    if (!waited) onWait(holder);
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    releaseLock(file);
  }
}
