/** Finds a Redis or Valkey server this machine can run. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onPath } from './on-path.mjs';
import { programFromApt } from './program-from-apt.mjs';

const SERVER = 'usr/bin/redis-server';
/** Debian ships one binary, whose name selects the mode: the tools' package holds the server too. */
const PACKAGE = {
  folder: 'redis',
  package: 'redis-tools',
  program: SERVER,
  versionFlag: '--version',
  version: /v=((\d+)\.(\d+)\.\d+)/,
  complete: (/** @type {string} */ root) => {
    const [server, tool] = [join(root, SERVER), join(root, dirname(SERVER), 'redis-check-rdb')];
    if (!existsSync(server)) cpSync(tool, server, { dereference: true });
  },
};
/** The oldest with the script commands the limits use. */
const OLDEST = { major: 6, minor: 2 };
const ADVICE = `Do one of these:
  - install it: apt install redis-server, or brew install redis
  - set REDIS_URL and REDIS_CACHE_URL to servers of your own`;

/**
 * @typedef {object} RedisBinary
 * @property {string} path
 * @property {string} version
 * @property {string} major its data doesn't open with an older one
 * @property {string} source for the progress line
 */

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<RedisBinary>}
 * @throws {Error} that says what to install
 */
export async function findRedis(signal) {
  for (const name of ['redis-server', 'valkey-server']) {
    const found = describe(onPath(name), 'on PATH');
    if (found) return found;
  }
  if (process.platform !== 'linux' || !onPath('apt-get') || !onPath('dpkg-deb')) {
    throw new Error(
      `There is no redis-server or valkey-server ${OLDEST.major}.${OLDEST.minor} or newer on PATH.\n${ADVICE}`,
    );
  }
  let reason = 'it does not run here';
  try {
    const found = describe(
      await programFromApt(PACKAGE, signal),
      "the distribution's package, private to this checkout",
    );
    if (found) return found;
  } catch (error) {
    signal?.throwIfAborted();
    reason = /** @type {Error} */ (error).message;
  }
  throw new Error(
    `There is no redis-server or valkey-server on PATH, and the distribution's can't be used: ${reason}\n${ADVICE}`,
  );
}

/**
 * @param {string | undefined} path
 * @param {string} source
 * @returns {RedisBinary | undefined} undefined where it doesn't run, or is too old
 */
function describe(path, source) {
  if (!path) return undefined;
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const match = status === 0 ? /v=((\d+)\.(\d+)\.\d+)/.exec(stdout) : null;
  const [, version = '', major = '', minor = ''] = match ?? [];
  const newEnough = Number(major) > OLDEST.major || (Number(major) === OLDEST.major && Number(minor) >= OLDEST.minor);
  return match && newEnough ? { path, version, major, source } : undefined;
}
