/** Runs a command to its end and shows what it said only where it failed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { signalGroup } from '../supervise/process-identity.mjs';

const KEPT_CHARACTERS = 8000;
const KILL_AFTER_MS = 5000;

/** A command failed; the message holds the end of its output. */
export class CommandError extends Error {}

/**
 * @typedef {object} CommandOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} [signal] ends the command and what it started
 */

/**
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<{ code: number | null, output: string }>} the end of its output, both streams as they came
 */
export async function runCommand(command, args, { cwd, env, signal }) {
  signal?.throwIfAborted();
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => {
    if (child.pid === undefined) return;
    const group = child.pid;
    signalGroup(group, 'SIGTERM');
    setTimeout(() => signalGroup(group, 'SIGKILL'), KILL_AFTER_MS).unref();
  };
  signal?.addEventListener('abort', end, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
    });
  }
  try {
    const [code] = await once(child, 'close');
    return { code, output };
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} options
 * @throws {CommandError} with the end of the output
 */
export async function runOrFail(command, args, options) {
  let result;
  try {
    result = await runCommand(command, args, options);
  } catch (error) {
    throw new CommandError(`${command} could not be run: ${/** @type {Error} */ (error).message}`);
  }
  if (result.code === 0) return result.output;
  throw new CommandError(
    `${command} ${args.join(' ')} failed (${result.code ?? 'killed'}):\n${result.output.trimEnd()}`,
  );
}
