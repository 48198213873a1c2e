/** What the built portal answers to, as its own manifests list it: no route and no action escapes the tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../../../apps/portal/.next/server/', import.meta.url));

export interface BuiltAction {
  id: string;
  name: string;
  /** A path of a page that has the action; dynamic segments as they are written. */
  page: string;
}

interface ActionManifest {
  node: Record<string, { workers: Record<string, unknown>; exportedName: string; filename: string }>;
}

/** Every server action of the portal, once. */
export function builtActions(): BuiltAction[] {
  const found = new Map<string, BuiltAction>();
  for (const file of manifests('server-reference-manifest.json')) {
    for (const [id, { exportedName, workers }] of Object.entries((read(file) as ActionManifest).node)) {
      const [worker = ''] = Object.keys(workers);
      found.set(id, { id, name: exportedName, page: pathOf(worker.replace(/^app/, '')) });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export interface BuiltRoute {
  /** Such as `/app/keys/[id]`. */
  path: string;
  kind: 'page' | 'handler';
}

/** Every page and route handler of the portal, once; what intercepts a route is the route itself. */
export function builtRoutes(): BuiltRoute[] {
  const routes = new Map<string, BuiltRoute>();
  for (const file of manifests('app-paths-manifest.json')) {
    for (const entry of Object.keys(read(file) as Record<string, string>)) {
      if (/\/@|\(\.+\)|_not-found|_global-error|\.svg\//.test(entry)) continue;
      const path = pathOf(entry);
      routes.set(path, { path, kind: entry.endsWith('/route') ? 'handler' : 'page' });
    }
  }
  return [...routes.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function manifests(name: string): string[] {
  return readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(name))
    .map((file) => join(SERVER, file));
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** `/(console)/app/keys/@drawer/(.)[id]/page` is `/app/keys/[id]`. */
function pathOf(entry: string): string {
  const parts = entry.split('/').filter((part) => part !== '' && !/^\(\w+\)$/.test(part) && !part.startsWith('@'));
  return `/${parts.slice(0, -1).join('/').replaceAll('(.)', '')}`;
}
