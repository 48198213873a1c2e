/** The built gateway and worker, started as `npm start` starts them, on a core and ports of the bench's own. */
import { appsOf } from '@turnpike/local/apps.mjs';
import { PORT_DEFAULTS, findFreePort } from '@turnpike/local/ports.mjs';
import { findRedis } from '@turnpike/local/servers/redis-binary.mjs';
import { superviseRedis } from '@turnpike/local/servers/redis.mjs';
import { httpProbe } from '@turnpike/local/supervise/readiness.mjs';
import { startPinned } from './pinned-process.mjs';

/** Of the outside world, which isn't there. */
const OUTSIDE = /^(OIDC|GOOGLE|GITHUB|STRIPE|SMTP)_/;

/**
 * @typedef {object} AppOptions
 * @property {'gateway' | 'worker'} folder
 * @property {number} core
 * @property {import('@turnpike/local/apps.mjs').Connections} connections
 * @property {{ KEY_PEPPER: string, CREDENTIAL_KEY: string }} secrets
 * @property {string} portalUrl
 * @property {string} spool folder
 * @property {string} [nodeOptions]
 *
 * @typedef {object} RunningApp
 * @property {import('./pinned-process.mjs').PinnedProcess} process
 * @property {string} url of the gateway
 * @property {(metric: string) => Promise<number>} gauge
 */

/**
 * @param {AppOptions} options
 * @returns {Promise<RunningApp>} when it is ready
 */
export async function startApp({ folder, core, connections, secrets, portalUrl, spool, nodeOptions = '' }) {
  const [port, opsPort] = [await findFreePort(`bench ${folder}`), await findFreePort(`bench ${folder} ops`)];
  const byVariable = { ...PORT_DEFAULTS, GATEWAY_PORT: port, OPS_PORT: opsPort };
  const plan = { byVariable, gatewayProcesses: 1, ops: [opsPort, opsPort, opsPort] };
  const unused = { POSTGRES_PASSWORD: '', REDIS_PASSWORD: '', STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: '' };
  const apps = appsOf({ plan, host: '127.0.0.1', connections, secrets: { ...secrets, ...unused }, watch: false });
  const app = apps.find((one) => one.folder === folder);
  if (app === undefined) throw new Error(`npm start has no ${folder}`);
  const { command, args, cwd, env } = app.spec;
  const inside = Object.fromEntries(Object.entries(env).filter(([name]) => !OUTSIDE.test(name)));
  const options = [inside.NODE_OPTIONS, nodeOptions].filter(Boolean).join(' ');
  const process_ = await startPinned({
    core,
    command: [command, ...args],
    cwd,
    env: { ...inside, NODE_OPTIONS: options, PORTAL_URL: portalUrl, SPOOL_DIR: spool, LOG_LEVEL: 'warn' },
    ready: httpProbe(app.readyUrl),
  });
  const metrics = app.readyUrl.replace(/\/ready$/, '/metrics');
  return { process: process_, url: `http://127.0.0.1:${port}`, gauge: (name) => readGauge(metrics, name) };
}

/**
 * @param {string} url
 * @param {string} name
 */
async function readGauge(url, name) {
  const text = await (await fetch(url)).text();
  const line = text.split('\n').find((one) => one.startsWith(name));
  if (line === undefined) throw new Error(`${url} has no metric ${name}`);
  return Number(line.split(' ').at(-1));
}

/** @param {string} folder */
export async function startRedis(folder) {
  // A Redis of another place than PATH may be named, as for the tests.
  const named = process.env.TEST_REDIS_SERVER;
  const binary = named ? { path: named, version: '', major: '', source: 'TEST_REDIS_SERVER' } : await findRedis();
  const choosePort = () => findFreePort('bench redis');
  return superviseRedis({ name: 'redis', role: 'main', binary, directory: folder, password: 'bench', choosePort });
}
