/** Portkey's gateway from the npm registry, in the checkout's cache: a peer to measure, no dependency. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackage } from '@turnpike/local/bootstrap/npm-package.mjs';
import { CACHE } from '@turnpike/local/bootstrap/paths.mjs';

export const PORTKEY_VERSION = '1.15.2';
/** With the newest that its ranges allow it answers 500 to every stream; these are the oldest that they allow. */
export const PORTKEY_OVERRIDES = { hono: '4.9.7', '@hono/node-server': '1.3.3' };

/** @returns {Promise<string>} the script that its package starts with */
export async function findPortkey() {
  const folder = `portkey-${PORTKEY_VERSION}`;
  const script = join(CACHE, folder, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');
  if (!existsSync(script)) await fetchPackage(folder, `@portkey-ai/gateway@${PORTKEY_VERSION}`, PORTKEY_OVERRIDES);
  return script;
}
