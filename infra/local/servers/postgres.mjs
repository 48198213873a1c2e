/**
 * A real PostgreSQL from its npm package, as a supervised process of this checkout: data that survives a kill, a
 * password of its own, loopback only. Tests may start more of them with {@link startPostgres}.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { findFreePort } from '../ports.mjs';
import { worksIn } from '../supervise/process-identity.mjs';
import { stopGroup } from '../supervise/stop-group.mjs';
import { ownFolder, postgresBinaries, postgresUser, throwAwayPostgresDirectory } from './postgres-home.mjs';
import { startServer } from './start-server.mjs';

const SUPERUSER = 'turnpike';
/** The database of a start, unless another is asked for. */
export const DATABASE = 'turnpike';
const PROBE_TIMEOUT_MS = 5000;
const STOP_TIMEOUT_MS = 20_000;

/**
 * @typedef {object} PostgresOptions
 * @property {string} directory holds the data folder; as root it must be reachable by `nobody`
 * @property {string} password of the superuser `turnpike`; must stay what it was when the data was made
 * @property {() => Promise<number>} choosePort
 * @property {string} [database] made when missing; `turnpike` unless said otherwise
 * @property {Record<string, string>} [settings] server settings
 * @property {import('../supervise/supervised-process.mjs').SupervisionHooks} [hooks]
 * @property {AbortSignal} [signal]
 */

/**
 * Starts the server, or brings it back with its data, and keeps it running.
 * @param {PostgresOptions} options
 * @returns {Promise<import('./start-server.mjs').RunningServer>}
 * @throws {Error} when it can't be started, with the end of its log
 */
export async function superviseDatabase(options) {
  const { directory, password, choosePort, database = DATABASE, hooks, signal } = options;
  const server = await startServer({
    choosePort,
    specFor: makeSpec(options),
    isReady: (port, pid) => answers({ port, password, pidFile: join(dataFolder(directory), 'postmaster.pid'), pid }),
    urlFor: (port) => urlOf({ port, password, database }),
    ...(hooks ? { hooks } : {}),
    ...(signal ? { signal } : {}),
  });
  if (!signal?.aborted) await ensureDatabase({ port: server.port, password, database });
  return server;
}

/**
 * A PostgreSQL for a test: a folder, a port and a password of its own, no fsync (a killed process loses nothing; a
 * killed machine would). It isn't kept running: after `kill` it stays dead until `start`, which brings its data back.
 * @param {{ directory?: string, database?: string, settings?: Record<string, string> }} [options] `directory` must be
 * new and, as root, reachable by `nobody`; one is made when not given
 */
export async function startPostgres(options = {}) {
  const directory = options.directory ?? throwAwayPostgresDirectory();
  const password = randomBytes(9).toString('hex');
  const port = await findFreePort(directory);
  const settings = { fsync: 'off', max_connections: '300', ...options.settings };
  const database = options.database ?? DATABASE;
  const start = () => superviseDatabase({ directory, password, database, settings, choosePort: async () => port });
  let server = await start();
  return {
    /** Superuser's URL; it may create databases. */
    url: server.url,
    port,
    pid: () => server.process.pid,
    /** kill -9: it is down when this resolves. */
    kill: async () => {
      const { pid } = server.process;
      // Stopping by supervision first, so that the kill isn't healed.
      const force = AbortSignal.abort();
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      await server.process.stop(force);
    },
    start: async () => {
      server = await start();
    },
    stop: async () => {
      await server.process.stop();
    },
    /** Stops it and forgets its data. */
    remove: async () => {
      await server.process.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** @param {string} directory */
function dataFolder(directory) {
  // A data folder opens with its own major version only.
  return join(directory, `postgres-${postgresBinaries().major}`);
}

/**
 * @param {PostgresOptions} options
 * @returns {(port: number) => import('../supervise/supervised-process.mjs').ProcessSpec}
 */
function makeSpec({ directory, password, settings = {} }) {
  const user = postgresUser();
  const { bin } = postgresBinaries();
  const data = dataFolder(directory);
  ownFolder(directory, user);
  // What needn't survive the machine needn't wait for the disk.
  if (!existsSync(data)) createCluster({ bin, data, password, user, sync: settings.fsync !== 'off' });
  return (port) => ({
    name: 'postgres',
    command: join(bin, 'postgres'),
    args: [
      '-D',
      data,
      ...toArguments({ ...settings, port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: '' }),
    ],
    cwd: '/',
    env: cleanEnvironment(),
    ...user,
    logFile: join(directory, 'postgres.log'),
    stopSignal: 'SIGINT', // "fast": ends the sessions, writes the checkpoint
    stopTimeoutMs: STOP_TIMEOUT_MS,
    beforeStart: () => clearStalePidFile(data),
  });
}

/** @param {Record<string, string>} settings */
function toArguments(settings) {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** libpq's PG… variables of the person who starts us belong to other databases. */
function cleanEnvironment() {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(entries), LC_ALL: 'C', TZ: 'UTC' };
}

/** @param {{ bin: string, data: string, password: string, user: import('./postgres-home.mjs').User | undefined, sync: boolean }} cluster */
function createCluster({ bin, data, password, user, sync }) {
  // Made under another name first: an initdb that is interrupted leaves a folder that looks finished.
  const draft = `${data}.draft`;
  const passwordFile = `${draft}.password`;
  rmSync(draft, { recursive: true, force: true });
  ownFolder(draft, user);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) spawnSync('chown', [String(user.uid), passwordFile]);
  const options = [
    '-U',
    SUPERUSER,
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--locale=C',
    '--no-instructions',
  ];
  if (!sync) options.push('--no-sync');
  const result = spawnSync(join(bin, 'initdb'), ['-D', draft, ...options], {
    ...user,
    env: cleanEnvironment(),
    cwd: '/',
    encoding: 'utf8',
  });
  rmSync(passwordFile, { force: true });
  if (result.status !== 0)
    throw new Error(`PostgreSQL's data folder could not be made: ${result.error?.message ?? result.stderr.trim()}`);
  renameSync(draft, data);
}

/**
 * A killed server leaves its pid behind. PostgreSQL believes it whenever any process of its user has that pid now, and
 * would never start again. A server that really works in this folder was started by this checkout: it is ended, since
 * nobody supervises it.
 * @param {string} data
 */
async function clearStalePidFile(data) {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (worksIn(pid, data)) await stopGroup(pid, { signal: 'SIGINT', timeoutMs: STOP_TIMEOUT_MS });
  rmSync(file, { force: true });
}

/** @param {{ port: number, password: string, database: string }} address */
export function urlOf({ port, password, database }) {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * @param {{ port: number, password: string, pidFile: string, pid: number }} server
 * @returns {Promise<boolean>} whether our own process, and no other, answers on the port
 */
async function answers({ port, password, pidFile, pid }) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: urlOf({ port, password, database: 'postgres' }),
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return readFileSync(pidFile, 'utf8').startsWith(`${pid}\n`);
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === '28P01') {
      throw new Error(
        'PostgreSQL refuses the password in .local/secrets.json: bring that file back, or npm run reset',
        {
          cause: error,
        },
      );
    }
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @param {{ port: number, password: string, database: string }} address */
async function ensureDatabase({ port, password, database }) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: urlOf({ port, password, database: 'postgres' }) });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}
