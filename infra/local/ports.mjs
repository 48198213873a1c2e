/** Ports: the ones users know, which must be free, and the ones nobody needs to know, which are looked for. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { ROOT } from './bootstrap/paths.mjs';
import { loadState, updateState } from './state/state.mjs';

/** @typedef {'GATEWAY_PORT' | 'PORTAL_PORT' | 'SANDBOX_PORT' | 'MAIL_PORT' | 'SMTP_PORT' | 'OPS_PORT'} PortVariable */
/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/**
 * The same variables and defaults as in packages/config, which isn't installed yet when they are needed here.
 * @type {Readonly<Record<PortVariable, number>>}
 */
export const PORT_DEFAULTS = Object.freeze({
  GATEWAY_PORT: 8080,
  PORTAL_PORT: 3000,
  SANDBOX_PORT: 8090,
  MAIL_PORT: 8025,
  SMTP_PORT: 1025,
  OPS_PORT: 9090,
});

/** Below the range that systems take outgoing ports from; each port has a guard, this far above it. */
const PRIVATE_RANGE = { from: 15_000, to: 19_999 };
const GUARD_OFFSET = 5_000;

/**
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A free port of the private range, given to nobody else while this process lives: what it is for may be started late.
 * @param {string} name with the checkout and the process, says where the search begins
 */
export async function findFreePort(name) {
  const size = PRIVATE_RANGE.to - PRIVATE_RANGE.from + 1;
  const start = createHash('sha256').update(`${ROOT}\n${name}\n${process.pid}`).digest().readUInt32BE() % size;
  for (let step = 0; step < size; step += 1) {
    const port = PRIVATE_RANGE.from + ((start + step) % size);
    if ((await claim(port)) && (await isFree(port))) return port;
  }
  throw new Error(`no free port between ${PRIVATE_RANGE.from} and ${PRIVATE_RANGE.to}`);
}

/**
 * Takes the port's guard, a port this process listens on until it ends. The system gives it to one process alone and
 * takes it back however that process ends, which no file does.
 * @param {number} port
 * @returns {Promise<boolean>} false where another search has it
 */
function claim(port) {
  return new Promise((resolve) => {
    const guard = createServer((socket) => socket.destroy());
    guard.once('error', () => resolve(false));
    guard.listen({ port: port + GUARD_OFFSET, host: '127.0.0.1', exclusive: true }, () => resolve(true));
    guard.unref();
  });
}

/**
 * The port a server of this checkout had last time, or another one where that is taken.
 * @param {string} name
 */
export async function rememberedPort(name) {
  const known = loadState().ports[name];
  if (known !== undefined && (await claim(known)) && (await isFree(known))) return known;
  const port = await findFreePort(name);
  updateState((state) => {
    state.ports[name] = port;
  });
  return port;
}

/**
 * @typedef {object} AppPorts
 * @property {Record<PortVariable, number>} byVariable
 * @property {number} gatewayProcesses
 * @property {number[]} ops one for each gateway process, then worker, then sandbox
 */

/**
 * @param {Environment} environment
 * @returns {AppPorts}
 * @throws {Error} naming every variable that isn't a port
 */
export function planAppPorts(environment) {
  const problems = [];
  const byVariable = { ...PORT_DEFAULTS };
  for (const variable of /** @type {PortVariable[]} */ (Object.keys(PORT_DEFAULTS))) {
    const text = environment[variable]?.trim() || String(PORT_DEFAULTS[variable]);
    const port = Number(text);
    if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) byVariable[variable] = port;
    else problems.push(`${variable}=${text} isn't a port`);
  }
  const count = environment.GATEWAY_PROCESSES?.trim() || '1';
  const gatewayProcesses = Number(count);
  if (!/^\d+$/.test(count) || gatewayProcesses < 1 || gatewayProcesses > 64) {
    problems.push(`GATEWAY_PROCESSES=${count} isn't a number from 1 to 64`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const ops = Array.from({ length: gatewayProcesses + 2 }, (_, index) => byVariable.OPS_PORT + index);
  return { byVariable, gatewayProcesses, ops };
}

/**
 * @param {AppPorts} plan
 * @param {string} host
 * @throws {Error} naming every port that can't be had and the variable that changes it, with a line that would work
 */
export async function assertAppPortsFree(plan, host) {
  const wanted = listPorts(plan);
  const problems = [];
  /** @type {Set<PortVariable>} */
  const variables = new Set();
  for (const { variable, port } of wanted) {
    const twin = wanted.find((other) => other.port === port);
    if (twin && twin.variable !== variable) {
      problems.push(`port ${port} is asked for twice: ${twin.variable} and ${variable}`);
    } else if (await isFree(port, host)) continue;
    else problems.push(`port ${port} is in use: stop what uses it, or set ${variable}`);
    variables.add(variable);
  }
  if (problems.length === 0) return;
  const free = await suggest(plan, host);
  const assignments = [...variables].map((variable) => `${variable}=${free[variable]}`).join(' ');
  throw new Error(`${problems.join('\n')}\nThese are free now: ${assignments} npm start`);
}

/**
 * @param {AppPorts} plan
 * @returns {{ variable: PortVariable, port: number }[]}
 */
function listPorts({ byVariable, ops }) {
  const named = /** @type {[PortVariable, number][]} */ (Object.entries(byVariable))
    .filter(([variable]) => variable !== 'OPS_PORT')
    .map(([variable, port]) => ({ variable, port }));
  return [...named, ...ops.map((port) => ({ variable: /** @type {const} */ ('OPS_PORT'), port }))];
}

/**
 * @param {AppPorts} plan
 * @param {string} host
 * @returns {Promise<Record<PortVariable, number>>} the next free port of each, a free run for the operations ports
 */
async function suggest({ byVariable, ops }, host) {
  const suggestion = { ...byVariable };
  const taken = new Set(listPorts({ byVariable, ops, gatewayProcesses: 1 }).map(({ port }) => port));
  for (const variable of /** @type {PortVariable[]} */ (Object.keys(byVariable))) {
    const length = variable === 'OPS_PORT' ? ops.length : 1;
    for (let first = byVariable[variable] + 100; first + length < 65_535; first += 100) {
      const run = Array.from({ length }, (_, index) => first + index);
      const free = await Promise.all(run.map(async (port) => !taken.has(port) && (await isFree(port, host))));
      if (!free.every(Boolean)) continue;
      for (const port of run) taken.add(port);
      suggestion[variable] = first;
      break;
    }
  }
  return suggestion;
}
