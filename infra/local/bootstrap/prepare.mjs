/** What a checkout needs before anything of it runs: pnpm, dependencies, generated code, built packages. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../state/lock.mjs';
import { childEnvironment } from './child-environment.mjs';
import { runOrFail } from './command.mjs';
import { fetchPackage } from './npm-package.mjs';
import { CACHE, PREPARE_LOCK, ROOT } from './paths.mjs';

/** Lives in node_modules, so that removing the folder removes the claim. */
const INSTALL_STAMP = join(ROOT, 'node_modules', '.turnpike-install');

/**
 * @typedef {import('../output/progress.mjs').Progress} Progress
 * @typedef {{ progress: Progress, signal: AbortSignal }} PrepareOptions
 */

/**
 * Installs what the lockfile says, unless that is what was installed last.
 * @param {PrepareOptions} options
 */
export async function install({ progress, signal }) {
  const stamp = installStamp();
  if (existsSync(INSTALL_STAMP) && readFileSync(INSTALL_STAMP, 'utf8') === stamp) {
    progress.note('install', 'dependencies are as the lockfile says');
    return;
  }
  const work = () =>
    progress.step('install', 'dependencies from the lockfile', async () => {
      await providePnpm();
      // CI keeps pnpm from asking before it replaces a node_modules made by something else.
      const env = { ...childEnvironment(), CI: 'true' };
      const args = ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only', '--loglevel=error'];
      await runOrFail('pnpm', args, { cwd: ROOT, env, signal });
      writeFileSync(INSTALL_STAMP, stamp);
    });
  await withLock(PREPARE_LOCK, work, ({ pid }) =>
    progress.note('install', `waiting for process ${pid} of this checkout`),
  );
}

/**
 * Generates the database client and builds what changed.
 * @param {PrepareOptions & { filter?: string[] }} options
 */
export async function build({ progress, signal, filter = [] }) {
  const work = () =>
    progress.step('build', 'packages and apps that changed', async () => {
      const args = ['run', 'build', '--output-logs=errors-only', '--env-mode=loose', '--no-update-notifier', ...filter];
      await runOrFail('turbo', args, { cwd: ROOT, env: { ...childEnvironment(), NODE_ENV: 'production' }, signal });
    });
  await withLock(PREPARE_LOCK, work, ({ pid }) =>
    progress.note('build', `waiting for process ${pid} of this checkout`),
  );
}

function installStamp() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch} node ${process.versions.modules}\n`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

async function providePnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const version = packageManager.slice('pnpm@'.length).split('+')[0];
  const manifest = join(CACHE, 'tools', 'node_modules', 'pnpm', 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version) return;
  await fetchPackage('tools', `pnpm@${version}`);
}
