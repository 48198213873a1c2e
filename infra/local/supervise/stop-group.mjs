/** Ends a process and everything it started. */
import { setTimeout as sleep } from 'node:timers/promises';
import { groupIsAlive, processIdentity, signalGroup } from './process-identity.mjs';

/** How long what a process left behind may take to end. */
const LEFTOVER_MS = 2000;

/**
 * First the leader alone, so that it can end its own children in order; then whatever is left of its group; then by
 * force. Never throws, and never takes longer than `timeoutMs` and a few seconds.
 * @param {number} pid leader of a process group of its own
 * @param {{ signal?: NodeJS.Signals, timeoutMs: number, force?: AbortSignal | undefined }} options `force` ends the patience at once
 * @returns {Promise<boolean>} whether it ended without force
 */
export async function stopGroup(pid, { signal = 'SIGTERM', timeoutMs, force }) {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone; its children may not be.
  }
  const leaderEnded = await eventually(() => processIdentity(pid) === undefined, timeoutMs, force);
  if (leaderEnded && groupIsAlive(pid)) signalGroup(pid, 'SIGTERM');
  if (leaderEnded && (await eventually(() => !groupIsAlive(pid), LEFTOVER_MS, force))) return true;
  signalGroup(pid, 'SIGKILL');
  await eventually(() => !groupIsAlive(pid), LEFTOVER_MS, undefined);
  return false;
}

/**
 * @param {() => boolean} condition
 * @param {number} timeoutMs
 * @param {AbortSignal | undefined} force
 */
async function eventually(condition, timeoutMs, force) {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (force?.aborted || Date.now() >= deadline) return false;
    await sleep(20);
  }
  return true;
}
