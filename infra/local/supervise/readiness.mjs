/** Waits for processes to say that they are ready, and says why where they don't. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that dies this often while it is waited for won't get there by trying again. */
const MAX_DEATHS = 3;
const PROBE_TIMEOUT_MS = 2000;
const SHOWN_LINES = 20;

/** A process didn't get ready. The message names it and shows its last lines. */
export class NotReadyError extends Error {}

/**
 * @param {import('./supervised-process.mjs').SupervisedProcess} supervised
 * @param {object} options
 * @param {() => Promise<boolean>} options.probe
 * @param {number} options.timeoutMs
 * @param {AbortSignal} [options.signal] gives up quietly
 * @throws {NotReadyError}
 */
export async function waitUntilReady(supervised, { probe, timeoutMs, signal }) {
  const deadline = Date.now() + timeoutMs;
  const deathsBefore = supervised.deaths;
  while (!signal?.aborted) {
    // Asked before anything is probed: another program may answer in the place of a dead process.
    const deaths = supervised.deaths - deathsBefore;
    if (deaths >= MAX_DEATHS) throw notReady(supervised, `ended ${deaths} times before it was ready`);
    if (supervised.pid !== undefined && (await probe())) return;
    if (Date.now() >= deadline) throw notReady(supervised, `wasn't ready after ${Math.round(timeoutMs / 1000)} s`);
    await sleep(50);
  }
}

/**
 * @param {string} url
 * @returns {() => Promise<boolean>} whether a GET answers 2xx
 */
export function httpProbe(url) {
  return async () => {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS), redirect: 'manual' });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  };
}

/**
 * @param {import('./supervised-process.mjs').SupervisedProcess} supervised
 * @param {string} what
 */
function notReady(supervised, what) {
  const lines = supervised.logFile === undefined ? supervised.lastLines : tail(supervised.logFile);
  const shown = lines.slice(-SHOWN_LINES).map((line) => `    ${line}`);
  const where = supervised.logFile === undefined ? '' : ` (${supervised.logFile})`;
  return new NotReadyError(`${supervised.name} ${what}. Its last lines${where}:\n${shown.join('\n') || '    (none)'}`);
}

/** @param {string} file */
function tail(file) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-SHOWN_LINES);
}
