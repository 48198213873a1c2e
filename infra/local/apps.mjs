/** The processes of Turnpike on one machine: what runs, where, and with which environment. */
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { childEnvironment } from './bootstrap/child-environment.mjs';
import { ROOT, SPOOL } from './bootstrap/paths.mjs';
import { MALLOC_ENVIRONMENT, NODE_MEMORY_FLAGS } from './node-memory.mjs';

/** Longer than a gateway's default grace; who won't wait presses Ctrl-C again. */
const STOP_TIMEOUT_MS = 30_000;

const IDENTITY_VARIABLES = new Set(
  [
    'OIDC_ISSUER',
    'OIDC_CLIENT_ID',
    'OIDC_CLIENT_SECRET',
    'OIDC_NAME',
    'GOOGLE_CLIENT_ID',
    'GOOGLE_CLIENT_SECRET',
  ].concat(['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET', 'GITHUB_URL', 'GITHUB_API_URL']),
);

/**
 * @typedef {object} Urls
 * @property {string} gatewayUrl
 * @property {string} portalUrl
 * @property {string} sandboxUrl
 * @property {string} mailUrl
 *
 * @typedef {object} Connections
 * @property {string} DATABASE_URL
 * @property {string} REDIS_URL
 * @property {string} REDIS_CACHE_URL
 *
 * @typedef {object} AppOptions
 * @property {import('./ports.mjs').AppPorts} plan
 * @property {string} host
 * @property {Connections} connections
 * @property {import('./state/secrets.mjs').Secrets} secrets
 * @property {boolean} watch
 *
 * @typedef {object} App
 * @property {import('./supervise/supervised-process.mjs').ProcessSpec} spec
 * @property {string} readyUrl
 * @property {string} folder under apps/
 */

/**
 * @param {string} host what the processes bind to
 * @returns {string} what a client on this machine uses
 */
function reachable(host) {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * @param {import('./ports.mjs').AppPorts} plan
 * @param {string} host
 * @returns {Urls}
 */
export function urlsOf({ byVariable }, host) {
  const base = `http://${reachable(host)}`;
  return {
    gatewayUrl: `${base}:${byVariable.GATEWAY_PORT}`,
    portalUrl: process.env.PORTAL_URL || `${base}:${byVariable.PORTAL_PORT}`,
    sandboxUrl: `${base}:${byVariable.SANDBOX_PORT}`,
    mailUrl: `${base}:${byVariable.MAIL_PORT}`,
  };
}

/**
 * @param {import('./ports.mjs').AppPorts} plan
 * @param {string} host
 * @param {Record<string, string>} env what all gateways have in common
 * @returns {App[]}
 */
function gatewaysOf({ gatewayProcesses, ops }, host, env) {
  return Array.from({ length: gatewayProcesses }, (_, index) =>
    nodeApp(`gateway-${index}`, {
      folder: 'gateway',
      env: { ...env, PROCESS_INDEX: String(index) },
      opsPort: ops[index] ?? 0,
      host,
    }),
  );
}

/**
 * Every process gets only the secrets and addresses it reads.
 * @param {AppOptions} options
 * @returns {App[]}
 */
export function appsOf({ plan, host, connections, secrets, watch }) {
  const { byVariable, gatewayProcesses, ops } = plan;
  const { DATABASE_URL, REDIS_URL, REDIS_CACHE_URL } = connections;
  const { KEY_PEPPER, CREDENTIAL_KEY } = secrets;
  const urls = urlsOf(plan, host);
  const { portalUrl } = urls;
  const stripe = stripeOf(urls, secrets);
  const mail = mailOf(plan, urls, host);
  const base = { ...publicEnvironment(plan, host), NODE_ENV: watch ? 'development' : 'production', HOST: host };
  const stores = { DATABASE_URL, REDIS_URL };
  const { CREDENTIAL_KEYS_RETIRED, KEY_PEPPERS_RETIRED } = process.env;
  const keys = {
    KEY_PEPPER,
    CREDENTIAL_KEY,
    ...(KEY_PEPPERS_RETIRED ? { KEY_PEPPERS_RETIRED } : {}),
    ...(CREDENTIAL_KEYS_RETIRED ? { CREDENTIAL_KEYS_RETIRED } : {}),
  };
  // One folder for all: a file in it is named for its process, and whoever starts next sends what a dead one left.
  const SPOOL_DIR = process.env.SPOOL_DIR || SPOOL;
  const gatewayEnv = {
    ...base,
    ...stores,
    ...keys,
    ...stripe.gateway,
    ...identityOf(urls),
    REDIS_CACHE_URL,
    GATEWAY_PORT: String(byVariable.GATEWAY_PORT),
    GATEWAY_PROCESSES: String(gatewayProcesses),
    PORTAL_URL: portalUrl,
    SPOOL_DIR,
    // Nobody who edits code wants to wait for an open stream.
    ...(watch && !process.env.SHUTDOWN_GRACE ? { SHUTDOWN_GRACE: '2s' } : {}),
  };
  return [
    nodeApp('sandbox', {
      folder: 'sandbox',
      env: { ...base, ...sandboxPortsOf(plan), ...stripe.sandbox },
      opsPort: ops[gatewayProcesses + 1] ?? 0,
      host,
    }),
    ...gatewaysOf(plan, host, gatewayEnv),
    nodeApp('worker', {
      folder: 'worker',
      env: { ...base, ...stores, ...keys, SPOOL_DIR, PORTAL_URL: portalUrl, SMTP_URL: mail.smtpUrl },
      opsPort: ops[gatewayProcesses] ?? 0,
      host,
    }),
    portalApp(
      {
        ...base,
        ...keys,
        DATABASE_URL,
        ...linksOf(urls, mail),
      },
      { port: byVariable.PORTAL_PORT, host, watch },
    ),
  ];
}

/**
 * Where the portal leads its readers.
 * @param {Urls} urls
 * @param {{ mailboxUrl: string }} mail
 * @returns {NodeJS.ProcessEnv}
 */
function linksOf({ gatewayUrl, portalUrl, sandboxUrl }, { mailboxUrl }) {
  return {
    GATEWAY_URL: gatewayUrl,
    PORTAL_URL: portalUrl,
    MAILBOX_URL: process.env.MAILBOX_URL || mailboxUrl,
    SANDBOX_URL: process.env.SANDBOX_URL || sandboxUrl,
  };
}

/**
 * @param {import('./ports.mjs').AppPorts} plan
 * @returns {NodeJS.ProcessEnv}
 */
function sandboxPortsOf({ byVariable: { SANDBOX_PORT, MAIL_PORT, SMTP_PORT } }) {
  return { SANDBOX_PORT: String(SANDBOX_PORT), MAIL_PORT: String(MAIL_PORT), SMTP_PORT: String(SMTP_PORT) };
}

/**
 * Where webhooks may go besides the internet: to the sandbox's receiver and nowhere else on this machine.
 * @param {import('./ports.mjs').AppPorts} plan
 * @param {string} host
 */
function sandboxRangeOf({ byVariable: { SANDBOX_PORT } }, host) {
  const address = reachable(host);
  const loopback = [`127.0.0.1:${SANDBOX_PORT}`, `[::1]:${SANDBOX_PORT}`].join(',');
  return isIP(address.replace(/^\[|\]$/g, '')) === 0 ? loopback : `${address}:${SANDBOX_PORT}`;
}

const SECRET_KEYS = ['KEY_PEPPER', 'KEY_PEPPERS_RETIRED', 'CREDENTIAL_KEY', 'CREDENTIAL_KEYS_RETIRED'];

/**
 * The starter's environment without what only some processes may know.
 * @param {import('./ports.mjs').AppPorts} plan
 * @param {string} host
 */
function publicEnvironment(plan, host) {
  const env = childEnvironment();
  env.OUTBOUND_ALLOWED ||= sandboxRangeOf(plan, host);
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'REDIS_CACHE_URL', ...SECRET_KEYS]) delete env[name];
  delete env.SMTP_URL;
  // A vendor's key is the seed's, which stores it sealed; no process reads it from here.
  const known = /^(STRIPE|OIDC|GOOGLE|GITHUB)_|_API_KEY$/;
  for (const name of Object.keys(env)) if (known.test(name)) delete env[name];
  return env;
}

/**
 * Where mail goes: to the server the environment names, else to the sandbox, whose mailbox the portal then leads to.
 * @param {import('./ports.mjs').AppPorts} plan
 * @param {Urls} urls
 * @param {string} host
 * @returns {{ smtpUrl: string, mailboxUrl: string }}
 */
function mailOf({ byVariable }, { mailUrl }, host) {
  const { SMTP_URL } = process.env;
  if (SMTP_URL) return { smtpUrl: SMTP_URL, mailboxUrl: '' };
  return { smtpUrl: `smtp://${reachable(host)}:${byVariable.SMTP_PORT}`, mailboxUrl: mailUrl };
}

/**
 * Who signs people in beside ourselves: the providers the environment names; the sandbox's where it names no issuer.
 * @param {Urls} urls
 * @returns {NodeJS.ProcessEnv}
 */
function identityOf({ sandboxUrl }) {
  const given = Object.entries(process.env).filter(([name]) => IDENTITY_VARIABLES.has(name));
  const sandbox = {
    OIDC_ISSUER: `${sandboxUrl}/oidc`,
    OIDC_CLIENT_ID: 'turnpike',
    OIDC_CLIENT_SECRET: 'sandbox',
    OIDC_NAME: 'Sandbox ID',
  };
  return { ...(process.env.OIDC_ISSUER ? {} : sandbox), ...Object.fromEntries(given.filter(([, value]) => value)) };
}

/**
 * Who collects money: Stripe where the environment has a key of it, else the sandbox.
 * @param {Urls} urls
 * @param {import('./state/secrets.mjs').Secrets} secrets
 * @returns {{ gateway: NodeJS.ProcessEnv, sandbox: NodeJS.ProcessEnv }}
 */
function stripeOf({ gatewayUrl, sandboxUrl }, { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET }) {
  if (process.env.STRIPE_SECRET_KEY) {
    const { STRIPE_API_URL, STRIPE_WEBHOOK_SECRET: signed } = process.env;
    return { gateway: { STRIPE_SECRET_KEY, STRIPE_API_URL, STRIPE_WEBHOOK_SECRET: signed }, sandbox: {} };
  }
  const both = { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET };
  return {
    gateway: { ...both, STRIPE_API_URL: sandboxUrl },
    sandbox: { ...both, STRIPE_WEBHOOK_URL: `${gatewayUrl}/api/v1/payments/stripe/webhook` },
  };
}

/**
 * @param {string} name
 * @param {{ folder: string, env: NodeJS.ProcessEnv, opsPort: number, host: string }} options
 * @returns {App}
 */
function nodeApp(name, { folder, env, opsPort, host }) {
  return {
    folder,
    readyUrl: `http://${reachable(host)}:${opsPort}/ready`,
    spec: {
      name,
      command: process.execPath,
      args: ['--enable-source-maps', ...NODE_MEMORY_FLAGS, 'dist/main.js'],
      cwd: join(ROOT, 'apps', folder),
      env: { ...MALLOC_ENVIRONMENT, ...env, OPS_PORT: String(opsPort) },
      stopTimeoutMs: STOP_TIMEOUT_MS,
    },
  };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {{ port: number, host: string, watch: boolean }} options
 * @returns {App}
 */
function portalApp(env, { port, host, watch }) {
  const cwd = join(ROOT, 'apps', 'portal');
  const next = join('node_modules', 'next', 'dist', 'bin', 'next');
  if (!existsSync(join(cwd, next)))
    throw new Error(`${join(cwd, next)} is missing: remove node_modules and start again`);
  return {
    folder: 'portal',
    readyUrl: `http://${reachable(host)}:${port}/ready`,
    spec: {
      name: 'portal',
      command: process.execPath,
      args: [next, watch ? 'dev' : 'start', '-p', String(port), '-H', host],
      cwd,
      env: { ...env, PORTAL_PORT: String(port) },
      stopTimeoutMs: STOP_TIMEOUT_MS,
    },
  };
}
