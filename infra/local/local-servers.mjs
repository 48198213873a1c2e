/**
 * PostgreSQL and the two Redis servers of a start: the ones the environment names, else our own. What the
 * environment doesn't name is always ours, with a password only this checkout knows; a server that happens to answer on
 * a port is never taken.
 */
import { postgresDirectory } from './servers/postgres-home.mjs';
import { DATABASE, superviseDatabase, urlOf } from './servers/postgres.mjs';
import { findRedis } from './servers/redis-binary.mjs';
import { superviseRedis } from './servers/redis.mjs';
import { rememberedPort } from './ports.mjs';
import { DATA } from './bootstrap/paths.mjs';
import { loadState } from './state/state.mjs';

/**
 * @typedef {object} ServerContext
 * @property {import('./output/progress.mjs').Progress} progress
 * @property {import('./supervise/supervised-process.mjs').SupervisionHooks} hooks
 * @property {AbortSignal} signal
 * @property {import('./state/secrets.mjs').Secrets} secrets
 * @property {(server: import('./supervise/supervised-process.mjs').SupervisedProcess) => void} onStarted
 */

/**
 * @param {ServerContext} context
 * @returns {Promise<import('./apps.mjs').Connections>}
 */
export async function provideServers(context) {
  const [DATABASE_URL, [REDIS_URL, REDIS_CACHE_URL]] = await Promise.all([
    provideDatabase(context),
    provideRedis(context),
  ]);
  return { DATABASE_URL, REDIS_URL, REDIS_CACHE_URL };
}

/**
 * Where the database of this checkout is while its start runs; undefined where no start has made one.
 * @param {import('./state/secrets.mjs').Secrets} secrets
 * @param {string} [database] another one of the same server
 */
export function ownDatabaseUrl({ POSTGRES_PASSWORD }, database = DATABASE) {
  const port = loadState().ports.postgres;
  return port === undefined ? undefined : urlOf({ port, password: POSTGRES_PASSWORD, database });
}

/** @param {ServerContext} context */
async function provideDatabase({ progress, hooks, signal, secrets, onStarted }) {
  const given = process.env.DATABASE_URL;
  if (given) {
    progress.note('postgres', 'the one DATABASE_URL names');
    return given;
  }
  const server = await superviseDatabase({
    directory: postgresDirectory(),
    password: secrets.POSTGRES_PASSWORD,
    choosePort: () => rememberedPort('postgres'),
    settings: { max_connections: '200', shared_buffers: '128MB' },
    hooks,
    signal,
  });
  onStarted(server.process);
  progress.note('postgres', `on 127.0.0.1:${server.port}`);
  return server.url;
}

/**
 * @param {ServerContext} context
 * @returns {Promise<[string, string]>} the URLs of the main server and of the cache
 */
async function provideRedis(context) {
  const { REDIS_URL, REDIS_CACHE_URL } = process.env;
  if (REDIS_URL) context.progress.note('redis', 'the one REDIS_URL names');
  if (REDIS_CACHE_URL) context.progress.note('redis cache', 'the one REDIS_CACHE_URL names');
  if (REDIS_URL && REDIS_CACHE_URL) return [REDIS_URL, REDIS_CACHE_URL];
  const binary = await findRedis(context.signal);
  return Promise.all([
    REDIS_URL || ownRedis(context, { name: 'redis', role: 'main', binary }),
    REDIS_CACHE_URL || ownRedis(context, { name: 'redis-cache', role: 'cache', binary }),
  ]);
}

/**
 * @param {ServerContext} context
 * @param {{ name: string, role: 'main' | 'cache', binary: import('./servers/redis-binary.mjs').RedisBinary }} options
 */
async function ownRedis({ progress, hooks, signal, secrets, onStarted }, { name, role, binary }) {
  const server = await superviseRedis({
    name,
    role,
    binary,
    directory: DATA,
    password: secrets.REDIS_PASSWORD,
    choosePort: () => rememberedPort(name),
    hooks,
    signal,
  });
  onStarted(server.process);
  progress.note(name.replace('-', ' '), `${binary.version} on 127.0.0.1:${server.port} (${binary.source})`);
  return server.url;
}
