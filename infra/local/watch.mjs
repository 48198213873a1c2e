/** `npm run dev`: a changed package is compiled again, and the processes that use it start again. */
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from './bootstrap/child-environment.mjs';
import { runCommand } from './bootstrap/command.mjs';
import { ROOT } from './bootstrap/paths.mjs';
import { dependents, readWorkspaces } from './workspaces.mjs';

/** Editors write in several steps, and a branch switch touches many files. */
const QUIET_MS = 150;

/** As the packages' build script, but without removing the folder others are importing from. */
const COMPILE = ['swc', 'src', '-d', 'dist', '--strip-leading-paths', '--config-file', join(ROOT, '.swcrc'), '--quiet'];

/**
 * @typedef {import('./workspaces.mjs').Workspace} Workspace
 * @typedef {object} WatchOptions
 * @property {{ supervised: import('./supervise/supervised-process.mjs').SupervisedProcess, folder: string }[]} apps
 * @property {AbortSignal} signal
 * @property {() => Promise<void>} migrate
 */

/** @param {WatchOptions} options */
export function watchSources(options) {
  const workspaces = readWorkspaces();
  /** @type {Set<string>} */
  const changed = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let working = Promise.resolve();
  const note = (/** @type {string} */ change) => {
    changed.add(change);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const changes = [...changed];
      changed.clear();
      working = working.then(() => apply(changes, workspaces, options)).catch((error) => console.error(error.message));
    }, QUIET_MS);
  };
  const watchFolder = (/** @type {string} */ folder, /** @type {string} */ change) => {
    if (!existsSync(folder)) return;
    watch(folder, { recursive: true, signal: options.signal }, (_event, file) => {
      if (!isIrrelevant(file ?? '')) note(change);
    });
  };
  // The portal is watched by Next itself.
  for (const { name, folder } of workspaces.filter((one) => one.compiled)) watchFolder(join(folder, 'src'), name);
  watchFolder(join(ROOT, 'prisma', 'schema'), 'schema');
  watchFolder(join(ROOT, 'prisma', 'migrations'), 'migrations');
  console.log('Watching for changes; a changed package.json needs a new start\n');
}

/** @param {string} file */
function isIrrelevant(file) {
  return /\.test\.tsx?$/.test(file) || /(^|\/)generated(\/|$)/.test(file);
}

/**
 * @param {string[]} changes
 * @param {Workspace[]} workspaces
 * @param {WatchOptions} options
 */
async function apply(changes, workspaces, { apps, signal, migrate }) {
  const names = new Set(changes);
  const options = { workspaces, signal };
  if (names.delete('schema')) {
    if (!(await work('@turnpike/db', ['pnpm', 'run', 'generate'], options))) return;
    names.add('@turnpike/db');
  }
  const migrations = names.delete('migrations');
  for (const name of names) if (!(await work(name, COMPILE, options))) return;
  if (migrations) await migrate();
  const touched = dependents(workspaces, [...names]);
  const restarted = apps.filter(({ folder }) => folder !== 'portal' && touched.has(`@turnpike/${folder}`));
  await Promise.all(restarted.map(({ supervised }) => supervised.restart()));
  const again = restarted.map(({ supervised }) => supervised.name).join(', ') || 'nothing';
  console.log(`Changed: ${changes.join(', ')}; started again: ${again}`);
}

/**
 * @param {string} name of the workspace
 * @param {readonly string[]} command run in its folder
 * @param {{ workspaces: Workspace[], signal: AbortSignal }} options
 * @returns {Promise<boolean>} false, and its output shown, when it failed: what runs goes on as it is
 */
async function work(name, [command = '', ...args], { workspaces, signal }) {
  const cwd = workspaces.find((one) => one.name === name)?.folder;
  if (cwd === undefined) return true;
  const { code, output } = await runCommand(command, args, { cwd, env: childEnvironment(), signal });
  if (code !== 0) console.error(`${name} has an error; what runs stays as it was\n${output}`);
  return code === 0;
}
