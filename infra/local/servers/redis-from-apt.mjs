/**
 * Redis on Debian and its descendants without root and without changing the system: the distribution's own package and
 * the libraries it needs, fetched and verified by apt into private folders, unpacked, and run from there.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../bootstrap/command.mjs';
import { CACHE } from '../bootstrap/paths.mjs';

const PACKAGE = 'redis-tools'; // holds the server too: Debian ships one binary, whose name selects the mode
/** The system's own must be used: the dynamic loader and the C library belong together. */
const SYSTEM_LIBRARIES = /^(libc6|libgcc-s1|libcrypt1|libc-bin)$/;
const ROUNDS = 12;

/**
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<string>} path of a script that runs the server with the given arguments
 * @throws {Error} saying which step failed
 */
export async function redisFromApt(signal) {
  const home = join(CACHE, 'redis');
  const script = join(home, 'redis-server');
  // One that doesn't run is from before the system was upgraded.
  if (existsSync(script) && spawnSync(script, ['--version']).status === 0) return script;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'redis-draft-'));
  try {
    await unpackPackages(draft, signal);
    rmSync(home, { recursive: true, force: true });
    renameSync(draft, home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  // Written last: its presence says that everything else is there.
  writeFileSync(script, renderScript(join(home, 'root')));
  chmodSync(script, 0o755);
  return script;
}

/**
 * @param {string} folder
 * @param {AbortSignal | undefined} signal
 */
async function unpackPackages(folder, signal) {
  const run = makeRunner(folder, signal);
  const options = aptOptions(folder);
  await run('apt-get', [...options, 'update']);
  const packages = await withLibraries(PACKAGE, async (names) => {
    const flags = [
      '--no-recommends',
      '--no-suggests',
      '--no-conflicts',
      '--no-breaks',
      '--no-replaces',
      '--no-enhances',
    ];
    return run('apt-cache', [...options, 'depends', ...flags, ...names]);
  });
  await run('apt-get', [...options, 'download', ...packages]);
  const root = join(folder, 'root');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg-deb', ['-x', join(folder, file), root]);
    rmSync(join(folder, file));
  }
  for (const name of ['lists', 'cache']) rmSync(join(folder, name), { recursive: true, force: true });
  const server = join(root, 'usr', 'bin', 'redis-server');
  if (!existsSync(server)) cpSync(join(root, 'usr', 'bin', 'redis-check-rdb'), server, { dereference: true });
}

/** @param {string} folder */
function aptOptions(folder) {
  const lists = join(folder, 'lists');
  const cache = join(folder, 'cache');
  for (const needed of [join(lists, 'partial'), join(cache, 'archives', 'partial')])
    mkdirSync(needed, { recursive: true });
  return [
    `-oDir::State::Lists=${lists}`,
    `-oDir::Cache=${cache}`,
    '-oDebug::NoLocking=1', // the system's lock is root's, and nothing of the system is written
    '-oAcquire::Languages=none',
    '-oAPT::Sandbox::User=', // an ordinary user can't become _apt
  ];
}

/**
 * @param {string} cwd
 * @param {AbortSignal | undefined} signal
 */
function makeRunner(cwd, signal) {
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  return async (/** @type {string} */ command, /** @type {string[]} */ args) => {
    const { code, output } = await runCommand(command, args, { cwd, env, ...(signal ? { signal } : {}) });
    if (code === 0) return output;
    const verb = args.find((arg) => !arg.startsWith('-')) ?? '';
    throw new Error(`${command} ${verb} failed: ${output.trim().split('\n').at(-1)}`);
  };
}

/**
 * The package and the libraries it needs, directly or not. Other dependencies (a package's set-up scripts) are left.
 * @param {string} name
 * @param {(names: string[]) => Promise<string>} depends what `apt-cache depends` prints
 * @returns {Promise<string[]>}
 */
export async function withLibraries(name, depends) {
  const wanted = new Set([name]);
  let news = [name];
  for (let round = 0; news.length > 0 && round < ROUNDS; round += 1) {
    const printed = await depends(news);
    const libraries = [...printed.matchAll(/^ *\|?(?:Pre)?Depends: (lib[^\s<>]+)$/gm)].map((match) => match[1] ?? '');
    news = [...new Set(libraries)].filter((library) => !wanted.has(library) && !SYSTEM_LIBRARIES.test(library));
    for (const library of news) wanted.add(library);
  }
  return [...wanted];
}

/**
 * Paths are taken from where the script is, so that a checkout can be moved.
 * @param {string} root
 */
function renderScript(root) {
  const libraries = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(usr\/)?lib\/.*\.so(\.|$)/.test(name) && statSync(join(root, name)).isFile())
    .map((name) => `$root/${dirname(name)}`);
  return `#!/bin/sh
root=$(CDPATH= cd -- "$(dirname -- "$0")/root" && pwd)
LD_LIBRARY_PATH="${[...new Set(libraries)].join(':')}" exec "$root/usr/bin/redis-server" "$@"
`;
}
