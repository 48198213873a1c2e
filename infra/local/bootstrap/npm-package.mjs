/** Brings a package from the npm registry into the checkout's cache, with the machine's own npm. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOrFail } from './command.mjs';
import { CACHE } from './paths.mjs';

/**
 * @param {string} folder name under the cache
 * @param {string} packageAndVersion
 * @param {Readonly<Record<string, string>>} [overrides] versions of what it depends on
 * @returns {Promise<void>}
 */
export async function fetchPackage(folder, packageAndVersion, overrides = {}) {
  const prefix = join(CACHE, folder);
  mkdirSync(prefix, { recursive: true });
  writeFileSync(join(prefix, 'package.json'), `${JSON.stringify({ private: true, overrides })}\n`);
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  // npm waits five minutes on a connection that went silent; asking again sooner nearly always helps.
  const patient = ['--prefer-offline', '--fetch-timeout=30000', '--fetch-retries=5'];
  const args = [
    'install',
    '--prefix',
    prefix,
    '--no-save',
    '--no-package-lock',
    ...quiet,
    ...patient,
    packageAndVersion,
  ];
  await runOrFail('npm', args, { cwd: prefix, env: process.env });
}
