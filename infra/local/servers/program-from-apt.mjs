/**
 * A program of Debian and its descendants without root and without changing the system: the distribution's own package
 * and the libraries it needs, fetched and verified by apt into private folders, unpacked, and run from there.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runCommand } from '../bootstrap/command.mjs';
import { CACHE } from '../bootstrap/paths.mjs';

/** The system's own must be used: the dynamic loader and the C library belong together. */
const SYSTEM_LIBRARIES = /^(libc6|libgcc-s1|libcrypt1|libc-bin)$/;
const ROUNDS = 12;

/**
 * @typedef {object} AptProgram
 * @property {string} folder name under the cache
 * @property {string} package
 * @property {string} program its path in the package, without the leading slash; its last part names the script
 * @property {string} versionFlag makes it say its version and end
 * @property {RegExp} version what is in its answer, with the version as first group
 * @property {(root: string) => void} [complete] what its package does at installation and an unpacked one lacks
 */

/**
 * @param {AptProgram} wanted
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<string>} path of a script that runs the program with the given arguments
 * @throws {Error} saying which step failed
 */
export async function programFromApt(wanted, signal) {
  const home = join(CACHE, wanted.folder);
  const script = join(home, basename(wanted.program));
  // One that doesn't run is from before the system was upgraded.
  if (existsSync(script) && versionOf(script, wanted) !== undefined) return script;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, `${wanted.folder}-draft-`));
  try {
    await unpackPackages(draft, wanted, signal);
    rmSync(home, { recursive: true, force: true });
    renameSync(draft, home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  // Written last: its presence says that everything else is there.
  writeFileSync(script, renderScript(join(home, 'root'), wanted.program));
  chmodSync(script, 0o755);
  return script;
}

/**
 * @param {string} path
 * @param {Pick<AptProgram, 'versionFlag' | 'version'>} asked
 * @returns {string | undefined} undefined where it doesn't run here
 */
export function versionOf(path, { versionFlag, version }) {
  // Some say it on the other stream, and some call being asked an error.
  const { stdout, stderr } = spawnSync(path, [versionFlag], { encoding: 'utf8' });
  return version.exec(`${stdout}${stderr}`)?.[1];
}

/**
 * @param {string} folder
 * @param {AptProgram} wanted
 * @param {AbortSignal | undefined} signal
 */
async function unpackPackages(folder, wanted, signal) {
  const run = makeRunner(folder, signal);
  const options = aptOptions(folder);
  await run('apt-get', [...options, 'update']);
  const packages = await withLibraries(wanted.package, async (names) => {
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
  wanted.complete?.(root);
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
    const libraries = [...printed.matchAll(/^ *\|?(?:Pre)?Depends: ((?:lib|zlib)[^\s<>]+)$/gm)].map(
      (match) => match[1] ?? '',
    );
    news = [...new Set(libraries)].filter((library) => !wanted.has(library) && !SYSTEM_LIBRARIES.test(library));
    for (const library of news) wanted.add(library);
  }
  return [...wanted];
}

/**
 * Paths are taken from where the script is, so that a checkout can be moved.
 * @param {string} root
 * @param {string} program
 */
function renderScript(root, program) {
  const libraries = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(usr\/)?lib\/.*\.so(\.|$)/.test(name) && statSync(join(root, name)).isFile())
    .map((name) => `$root/${dirname(name)}`);
  return `#!/bin/sh
root=$(CDPATH= cd -- "$(dirname -- "$0")/root" && pwd)
LD_LIBRARY_PATH="${[...new Set(libraries)].join(':')}" exec "$root/${program}" "$@"
`;
}
