/**
 * The Chromium that tests drive: the one named by CHROMIUM, one on PATH, or the distribution's, installed where the
 * machine allows it.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const INSTALL_TIMEOUT_MS = 300_000;
const ADVICE = 'install Chromium (apt install chromium), or set CHROMIUM to the path of one';

/** Starts the browser. @throws {Error} that says what to install */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? onPath() ?? installed();
  if (executablePath === undefined) throw new Error(`There is no Chromium on PATH: ${ADVICE}`);
  // As root, and in containers with a small /dev/shm, Chromium starts with these alone.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** As root on Debian and its kin the package is installed: CI starts from a machine without it. */
function installed(): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (args: string[]) => spawnSync('apt-get', args, { env, timeout: INSTALL_TIMEOUT_MS, stdio: 'ignore' });
  const install = ['install', '-y', '--no-install-recommends', 'chromium'];
  if (run(install).status !== 0) {
    run(['update']);
    run(install);
  }
  return onPath();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
