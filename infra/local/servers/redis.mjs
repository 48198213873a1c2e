/**
 * Redis servers of this checkout, as supervised processes: a password of their own, loopback only, and two roles that
 * must never share a server. `main` holds limits, money and queues: it never evicts, and keeps an append-only file.
 * `cache` holds what may be lost: bounded, and empty after a restart.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { worksIn } from '../supervise/process-identity.mjs';
import { stopGroup } from '../supervise/stop-group.mjs';
import { startServer } from './start-server.mjs';

const PROBE_TIMEOUT_MS = 2000;
const STOP_TIMEOUT_MS = 10_000;

/** @type {Readonly<Record<'main' | 'cache', readonly string[]>>} */
const ROLE_SETTINGS = {
  main: ['appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction'],
  cache: ['appendonly no', 'maxmemory 256mb', 'maxmemory-policy allkeys-lru'],
};

/**
 * @typedef {object} RedisOptions
 * @property {string} name of the process
 * @property {'main' | 'cache'} role
 * @property {import('./redis-binary.mjs').RedisBinary} binary
 * @property {string} directory holds its folder
 * @property {string} password
 * @property {() => Promise<number>} choosePort
 * @property {import('../supervise/supervised-process.mjs').SupervisionHooks} [hooks]
 * @property {AbortSignal} [signal]
 */

/**
 * Starts the server, or brings it back with its data, and keeps it running.
 * @param {RedisOptions} options
 * @returns {Promise<import('./start-server.mjs').RunningServer>}
 * @throws {Error} when it can't be started, with the end of its log
 */
export async function superviseRedis(options) {
  const { name, role, binary, password, choosePort, hooks, signal } = options;
  // Data doesn't open with an older major version.
  const folder = join(options.directory, `${name}-${binary.major}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const configuration = join(folder, 'redis.conf');
  return startServer({
    choosePort,
    specFor: (port) => ({
      name,
      command: binary.path,
      args: [configuration],
      cwd: folder,
      env: process.env,
      logFile: join(folder, 'redis.log'),
      stopTimeoutMs: STOP_TIMEOUT_MS,
      beforeStart: async () => {
        await stopStray(folder);
        writeFileSync(configuration, renderConfiguration({ folder, port, password, role }), { mode: 0o600 });
      },
    }),
    isReady: (port, pid) => answers({ port, password, pid }),
    urlFor: (port) => `redis://:${password}@127.0.0.1:${port}`,
    ...(hooks ? { hooks } : {}),
    ...(signal ? { signal } : {}),
  });
}

/** @param {{ folder: string, port: number, password: string, role: 'main' | 'cache' }} server */
function renderConfiguration({ folder, port, password, role }) {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(folder)}`,
    `pidfile ${JSON.stringify(join(folder, 'redis.pid'))}`,
    'daemonize no',
    'save ""',
    ...ROLE_SETTINGS[role],
    '',
  ].join('\n');
}

/**
 * A server that still works in this folder was started by this checkout and is supervised by nobody; two of them would
 * ruin the append-only file.
 * @param {string} folder
 */
async function stopStray(folder) {
  const file = join(folder, 'redis.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8'));
  if (worksIn(pid, folder)) await stopGroup(pid, { timeoutMs: STOP_TIMEOUT_MS });
  rmSync(file, { force: true });
}

/**
 * Speaks the few words of the protocol itself: it is needed before any dependency is.
 * @param {{ port: number, password: string, pid: number }} server
 * @returns {Promise<boolean>} whether our own process, and no other, has loaded its data and answers on the port
 */
function answers({ port, password, pid }) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`AUTH ${password}\r\nPING\r\nINFO server\r\nQUIT\r\n`),
    );
    let answer = '';
    socket.setTimeout(PROBE_TIMEOUT_MS, () => socket.destroy());
    socket.setEncoding('utf8').on('data', (text) => (answer += text));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer.includes('+PONG') && answer.includes(`process_id:${pid}\r\n`)));
  });
}
