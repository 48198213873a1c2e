/** The frame of every command here: the right Node, a wish to stop, and errors told in words. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Progress } from '../output/progress.mjs';
import { ROOT } from './paths.mjs';
import { continueUnder, isNodeNewEnough, providePrivateNode } from './runtime.mjs';
import { listenForStop } from './stop-signals.mjs';

/**
 * @typedef {object} CommandContext
 * @property {Progress} progress
 * @property {AbortSignal} stop
 * @property {AbortSignal} force
 */

/**
 * Runs a command under a Node that is new enough, and ends the process with its exit code.
 * @param {object} command
 * @param {() => Promise<void>} [command.check] cheap refusals, on whatever Node there is, before anything is fetched
 * @param {(context: CommandContext) => Promise<number>} command.run gives the exit code
 * @param {number} [command.codeWhenStopped] exit code when it was told to stop before it was through
 */
export async function runMain({ check, run, codeWhenStopped = 130 }) {
  const progress = new Progress();
  try {
    if (process.platform === 'win32') throw new Error('Windows itself is not supported: use WSL');
    await check?.();
    if (!isNodeNewEnough()) {
      continueUnder(await providePrivateNode((text) => progress.note('runtime', text)));
      return;
    }
  } catch (error) {
    fail(error);
    process.exit(1);
  }
  const { stop, force } = listenForStop();
  let code = 1;
  try {
    code = await run({ progress, stop, force });
  } catch (error) {
    // Told to stop half-way, what was cut off complains: nobody needs to read that.
    if (stop.aborted) code = codeWhenStopped;
    else fail(error);
  }
  process.exit(code);
}

/** Variables of `.env`; what is in the environment already wins. Very old Nodes can't; they are left soon. */
export function loadEnvironmentFile() {
  const file = join(ROOT, '.env');
  if (existsSync(file)) process.loadEnvFile?.(file);
}

/** @param {unknown} error */
function fail(error) {
  const { message, code, path } = /** @type {NodeJS.ErrnoException} */ (error);
  console.error(`\n${message}`);
  if ((code === 'EACCES' || code === 'EPERM') && path) {
    console.error('It belongs to another user: start as that one, or give the checkout to this one with chown -R.');
  }
  if (process.env.DEBUG) console.error(error);
}
