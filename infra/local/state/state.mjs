/** What this checkout remembers from one start to the next: the ports of its servers, and data kept outside of it. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL, ROOT } from '../bootstrap/paths.mjs';
import { readJson, writeJson } from './json-file.mjs';
import { releaseLock, takeLock } from './lock.mjs';

const FILE = join(LOCAL, 'state.json');
const LOCK = join(LOCAL, 'state.lock');
const LOCK_RETRY_MS = 10;

/** Folder of every checkout's PostgreSQL when started by root. */
export const SYSTEM_FOLDER = '/var/lib/turnpike';

/**
 * @typedef {object} State
 * @property {string} root the checkout that wrote it
 * @property {Record<string, number>} ports server name to port
 * @property {string} [postgresHome] folder outside of the checkout, only when started by root
 */

/**
 * A folder that was copied carries the original's state: its ports and, worse, its database folder. Such a state is
 * dropped. One that was moved keeps it.
 * @returns {State}
 */
export function loadState() {
  const state = /** @type {State | undefined} */ (readJson(FILE));
  if (!state) return { root: ROOT, ports: {} };
  if (state.root === ROOT) return state;
  if (existsSync(join(state.root, '.local', 'state.json'))) return { root: ROOT, ports: {} };
  return { ...state, root: ROOT };
}

/**
 * Changes the state while no other process of this checkout does.
 * @param {(state: State) => void} change
 * @returns {State}
 */
export function updateState(change) {
  while (takeLock(LOCK)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_RETRY_MS);
  try {
    const state = loadState();
    change(state);
    writeJson(FILE, state);
    return state;
  } finally {
    releaseLock(LOCK);
  }
}

/**
 * The folder PostgreSQL uses when root starts it: it must not run as root, and an ordinary user may not reach the
 * checkout. Made and recorded on first use, removed by `npm run reset`.
 * @returns {string}
 */
export function systemPostgresHome() {
  const known = loadState().postgresHome;
  if (known && existsSync(known)) return known;
  const state = updateState((current) => {
    // Another process may have been faster.
    if (current.postgresHome && existsSync(current.postgresHome)) return;
    // A random name: the folder of a checkout that was deleted without a reset has passwords nobody knows any more.
    current.postgresHome = join(SYSTEM_FOLDER, randomBytes(5).toString('hex'));
    mkdirSync(current.postgresHome, { recursive: true, mode: 0o755 });
  });
  return state.postgresHome ?? '';
}
