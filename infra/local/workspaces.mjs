/** The packages of this checkout and who depends on whom, from their manifests. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap/paths.mjs';

/**
 * @typedef {object} Workspace
 * @property {string} name
 * @property {string} folder
 * @property {boolean} compiled whether swc makes its dist
 * @property {string[]} dependencies other workspaces
 */

/** @returns {Workspace[]} */
export function readWorkspaces() {
  const folders = ['apps', 'packages'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => join(ROOT, parent, name)),
  );
  return [...folders, join(ROOT, 'prisma')]
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map(readWorkspace);
}

/**
 * @param {string} folder
 * @returns {Workspace}
 */
function readWorkspace(folder) {
  const { name, scripts, dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const own = Object.entries(dependencies ?? {}).filter(([, version]) => String(version).startsWith('workspace:'));
  return {
    name,
    folder,
    compiled: String(scripts?.build ?? '').startsWith('swc '),
    dependencies: own.map(([key]) => key),
  };
}

/**
 * @param {Workspace[]} workspaces
 * @param {string[]} names
 * @returns {Set<string>} the named ones and all that use them, directly or not
 */
export function dependents(workspaces, names) {
  const found = new Set(names);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { name, dependencies } of workspaces) if (dependencies.some((one) => found.has(one))) found.add(name);
  }
  return found;
}
