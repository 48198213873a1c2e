/**
 * `npm test`: the same preparation as `npm start`, then every test, with databases of its own on free ports that are
 * gone afterwards. Shares nothing with a running start. Arguments go to vitest: `npm test -- packages/domain`.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { childEnvironment } from './bootstrap/child-environment.mjs';
import { runMain } from './bootstrap/main.mjs';
import { TEST } from './bootstrap/paths.mjs';
import { build, install } from './bootstrap/prepare.mjs';
import { together } from './bootstrap/together.mjs';
import { findFreePort } from './ports.mjs';
import { throwAwayPostgresDirectory } from './servers/postgres-home.mjs';
import { superviseDatabase } from './servers/postgres.mjs';
import { findRedis } from './servers/redis-binary.mjs';
import { superviseRedis } from './servers/redis.mjs';
import { lockHolder, releaseLock, takeLock } from './state/lock.mjs';
import { stopRecorded } from './supervise/run-record.mjs';
import { Run } from './supervise/run.mjs';
import { runTests } from './run-tests.mjs';

await runMain({ run: test });

/**
 * @param {import('./bootstrap/main.mjs').CommandContext} context
 * @returns {Promise<number>} vitest's exit code
 */
async function test({ progress, stop, force }) {
  await install({ progress, signal: stop });
  await removeKilledRuns();
  const folder = mkdtempSync(join(TEST, 'run-'));
  const databaseFolder = throwAwayPostgresDirectory();
  const lock = `${folder}.lock`;
  takeLock(lock);
  const run = new Run({ recordFile: `${folder}.json`, leftovers: [folder, databaseFolder] });
  try {
    const [connections] = await together(stop, [
      (signal) => startServers({ run, signal, folder, databaseFolder }),
      async (signal) => {
        await build({ progress, signal });
        return {};
      },
    ]);
    progress.note('test', 'every test, with servers of its own');
    const env = { ...hermeticEnvironment(), ...connections };
    return await runTests({ args: process.argv.slice(2), env, run, stop, force });
  } finally {
    await run.stop(force);
    releaseLock(lock);
  }
}

/**
 * @param {{ run: Run, signal: AbortSignal, folder: string, databaseFolder: string }} options
 * @returns {Promise<Record<string, string>>} what tests find in their environment
 */
async function startServers({ run, signal, folder, databaseFolder }) {
  const binary = await findRedis(signal);
  const password = randomBytes(9).toString('hex');
  const hooks = { onPid: (/** @type {string} */ name, /** @type {number | undefined} */ pid) => run.note(name, pid) };
  const startRedis = async (/** @type {'main' | 'cache'} */ role) => {
    const name = `redis-${role}`;
    const server = await superviseRedis({
      name,
      role,
      binary,
      directory: folder,
      password,
      choosePort: () => findFreePort(name),
      hooks,
      signal,
    });
    run.addServer(server.process);
    return server.url;
  };
  const startDatabase = async () => {
    const choosePort = () => findFreePort('postgres');
    // Thrown away: nothing of it has to survive the machine.
    const settings = { fsync: 'off', max_connections: '300' };
    const server = await superviseDatabase({
      directory: databaseFolder,
      password,
      choosePort,
      settings,
      hooks,
      signal,
    });
    run.addServer(server.process);
    return server.url;
  };
  const [TEST_DATABASE_URL, TEST_REDIS_URL, TEST_REDIS_CACHE_URL] = await Promise.all([
    startDatabase(),
    startRedis('main'),
    startRedis('cache'),
  ]);
  return {
    TEST_DATABASE_URL,
    TEST_REDIS_URL,
    TEST_REDIS_CACHE_URL,
    TEST_REDIS_SERVER: binary.path,
    TEST_POSTGRES_START: join(import.meta.dirname, 'servers', 'postgres.mjs'),
  };
}

/** The environment without what would lead a test to somebody's data, or change what it expects. */
function hermeticEnvironment() {
  const ours =
    /^(DATABASE_URL|REDIS_\w+|QUEUE_PREFIX|KEY_\w+|CREDENTIAL_KEY|CREDENTIAL_KEYS_RETIRED|\w+_PORT|\w+_URL|HOST|LOG_LEVEL|SPOOL_DIR|PROCESS_INDEX|GATEWAY_PROCESSES|PRODUCT_NAME)$/;
  const entries = Object.entries(childEnvironment()).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(entries), NODE_ENV: 'test' };
}

/** Test runs that were killed together with their guardian leave folders, and perhaps servers. */
async function removeKilledRuns() {
  mkdirSync(TEST, { recursive: true });
  for (const name of readdirSync(TEST)) {
    if (!/^run-\w+\.lock$/.test(name) || lockHolder(join(TEST, name))) continue;
    const run = join(TEST, name.slice(0, -'.lock'.length));
    await stopRecorded(`${run}.json`);
    rmSync(run, { recursive: true, force: true });
    rmSync(join(TEST, name), { force: true });
  }
}
