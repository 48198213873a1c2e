/** `npm start`: everything, from nothing, with one command. `--watch` (`npm run dev`) rebuilds and restarts on changes. */
import { mkdirSync } from 'node:fs';
import { relative } from 'node:path';
import { appsOf } from './apps.mjs';
import { loadEnvironmentFile, runMain } from './bootstrap/main.mjs';
import { DEMO_FILE, ROOT, RUN_FILE, SPOOL, START_LOCK } from './bootstrap/paths.mjs';
import { build, install } from './bootstrap/prepare.mjs';
import { together } from './bootstrap/together.mjs';
import { provideServers } from './local-servers.mjs';
import { renderWelcome } from './output/welcome.mjs';
import { assertAppPortsFree, planAppPorts } from './ports.mjs';
import { migrateDatabase, seedScenario } from './prepare-database.mjs';
import { makeSampleCalls } from './sample-calls.mjs';
import { readJson } from './state/json-file.mjs';
import { lockHolder, releaseLock, takeLock } from './state/lock.mjs';
import { loadSecrets } from './state/secrets.mjs';
import { httpProbe, waitUntilReady } from './supervise/readiness.mjs';
import { stopRecorded } from './supervise/run-record.mjs';
import { Run } from './supervise/run.mjs';
import { SupervisedProcess } from './supervise/supervised-process.mjs';
import { watchSources } from './watch.mjs';

const READY_TIMEOUT_MS = 90_000;
const watch = process.argv.includes('--watch');

/**
 * @typedef {import('./bootstrap/main.mjs').CommandContext} CommandContext
 * @typedef {import('./apps.mjs').Connections} Connections
 * @typedef {import('./state/secrets.mjs').Secrets} Secrets
 */

loadEnvironmentFile();
const host = process.env.HOST || '127.0.0.1';
await runMain({ check: checkMachine, run: start, codeWhenStopped: 0 });

async function checkMachine() {
  refuseSecond(lockHolder(START_LOCK));
  // What a killed start left would hold the ports.
  const stopped = await stopRecorded(RUN_FILE);
  if (stopped.length > 0) console.log(`Stopped what a killed start left running: ${stopped.join(', ')}`);
  await assertAppPortsFree(planAppPorts(process.env), host);
}

/** @param {import('./state/lock.mjs').Holder | undefined} holder */
function refuseSecond(holder) {
  if (holder) throw new Error(`This checkout is running already (process ${holder.pid}): stop it first`);
}

/**
 * @param {CommandContext} context
 * @returns {Promise<number>}
 */
async function start(context) {
  refuseSecond(takeLock(START_LOCK));
  const run = new Run({ recordFile: RUN_FILE, publish: true });
  try {
    await bringUp(run, context);
    await new Promise((resolve) => context.stop.addEventListener('abort', resolve, { once: true }));
    return 0;
  } finally {
    if (context.stop.aborted) console.log('\nStopping; Ctrl-C again to force');
    const killed = await run.stop(context.force);
    releaseLock(START_LOCK);
    console.log(killed.length > 0 ? `Stopped (by force: ${killed.join(', ')})` : 'Stopped');
  }
}

/**
 * @param {Run} run
 * @param {CommandContext} context
 */
async function bringUp(run, { progress, stop }) {
  const secrets = loadSecrets(process.env);
  const plan = planAppPorts(process.env);
  await install({ progress, signal: stop });
  const filter = watch ? ['--filter=!@turnpike/portal'] : [];
  /** @type {Connections | undefined} */
  let connections;
  await together(stop, [
    async (signal) => {
      const onStarted = (/** @type {SupervisedProcess} */ server) => run.addServer(server);
      connections = await provideServers({ progress, hooks: run.hooks, signal, secrets, onStarted });
    },
    (signal) => build({ progress, signal, filter }),
  ]);
  if (!connections) return;
  await prepareDatabase({ progress, stop }, { url: connections.DATABASE_URL, secrets });
  const apps = await startApps(run, { progress, stop }, appsOf({ plan, host, connections, secrets, watch }));
  if (stop.aborted) return;
  const demo = readJson(DEMO_FILE);
  console.log(renderWelcome(demo, { seconds: progress.seconds(), demoFile: relative(ROOT, DEMO_FILE) }));
  // Not waited for: everything works without them.
  void makeSampleCalls(demo, stop);
  if (watch) watchSources({ apps, signal: stop, migrate: () => migrateDatabase(connections?.DATABASE_URL ?? '') });
}

/**
 * @param {Pick<CommandContext, 'progress' | 'stop'>} context
 * @param {{ url: string, secrets: Secrets }} options
 */
async function prepareDatabase({ progress, stop }, { url, secrets }) {
  await progress.step('migrate', 'the database to the newest schema', () => migrateDatabase(url));
  stop.throwIfAborted();
  await progress.step('seed', 'demo accounts, keys and models', () =>
    seedScenario('demo', { url, secrets, signal: stop }),
  );
}

/**
 * @param {Run} run
 * @param {Pick<CommandContext, 'progress' | 'stop'>} context
 * @param {import('./apps.mjs').App[]} apps
 */
async function startApps(run, { progress, stop }, apps) {
  mkdirSync(SPOOL, { recursive: true });
  const started = apps.map(({ spec, readyUrl, folder }) => {
    const supervised = new SupervisedProcess(spec, run.hooks);
    run.addApp(supervised);
    supervised.start();
    return { supervised, readyUrl, folder };
  });
  await progress.step('run', started.map(({ supervised }) => supervised.name).join(', '), () =>
    together(
      stop,
      started.map(({ supervised, readyUrl }) => (signal) => {
        const options = { probe: httpProbe(readyUrl), timeoutMs: READY_TIMEOUT_MS, signal };
        return waitUntilReady(supervised, options);
      }),
    ),
  );
  return started;
}
