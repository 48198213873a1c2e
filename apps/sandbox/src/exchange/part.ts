import type { Handler } from '../http/listen.js';
import type { Sockets } from './exchange.js';

/** A part of the sandbox that answers paths of its own. */
export interface Part {
  owns: (path: string) => boolean;
  answer: Handler;
}

/** The part that has everything below a path. */
export function partBelow(root: string, answer: (sockets: Sockets) => Promise<void> | void): Part {
  return {
    owns: (path) => path === root || path.startsWith(`${root}/`),
    answer: (request, response) => answer({ request, response }),
  };
}
