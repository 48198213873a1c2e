/** Node itself: the machine's where it is new enough, else a private one from the npm registry. Runs on Node 20. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './paths.mjs';
import { fetchPackage } from './npm-package.mjs';
import { STARTED_AT } from '../output/progress.mjs';
import { onNpmGone } from './stop-signals.mjs';

const OLDEST_MAJOR = 24;
const PRIVATE_VERSION = '26.10.0';

/** Platforms that have the private version on the registry. */
const PLATFORMS = ['linux-x64', 'linux-arm64'];

export function isNodeNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR;
}

/**
 * @param {(text: string) => void} report
 * @returns {Promise<string>} path of a private Node
 * @throws {Error} where there is none for this machine
 */
export async function providePrivateNode(report) {
  const platform = `${process.platform}-${process.arch}`;
  const advice = `Node ${process.versions.node} is too old: install Node ${OLDEST_MAJOR} or newer`;
  if (!PLATFORMS.includes(platform)) throw new Error(`${advice} (none can be fetched privately for ${platform})`);
  const node = join(CACHE, 'runtime', 'node_modules', `node-${platform}`, 'bin', 'node');
  if (!isRightVersion(node)) {
    report(
      `Node ${process.versions.node} is older than ${OLDEST_MAJOR}: fetching Node ${PRIVATE_VERSION} for this checkout`,
    );
    await fetchPackage('runtime', `node-${platform}@${PRIVATE_VERSION}`);
    if (!isRightVersion(node)) throw new Error(`${advice} (the private one doesn't run here)`);
  }
  report(`Node ${PRIVATE_VERSION}, private to this checkout`);
  return node;
}

/** @param {string} node */
function isRightVersion(node) {
  return (
    existsSync(node) && spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${PRIVATE_VERSION}`
  );
}

/**
 * Runs this same command again under another Node and ends with its exit code. Signals are passed on; the channel
 * tells the other one when this process is killed, so that it ends too.
 * @param {string} node
 */
export function continueUnder(node) {
  const env = { ...process.env, [STARTED_AT]: String(Date.now() - Math.round(process.uptime() * 1000)) };
  const child = spawn(node, process.argv.slice(1), { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  onNpmGone(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    // A shell reads 128 + n as "ended by signal n".
    process.exit(code ?? (signal === 'SIGKILL' ? 137 : 143));
  });
}
