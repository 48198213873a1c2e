/** A process bound to one core. It dies with the bench, however that ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Of util-linux: each sets one thing about itself and becomes the command that follows. */
const FRAME = ['setpriv', '--pdeathsig', 'KILL', 'taskset', '-c'];
const POLL_MS = 50;
const END_TIMEOUT_MS = 20_000;
const READY_TIMEOUT_MS = 120_000;

/**
 * @typedef {object} PinnedProcess
 * @property {number} pid
 * @property {string} url first line it printed
 * @property {() => string} output all it printed
 * @property {(signal: NodeJS.Signals) => void} signal
 * @property {Promise<unknown>} ended
 * @property {() => Promise<void>} stop at once
 * @property {() => Promise<void>} end as it wants to, within a bound
 *
 * @typedef {object} PinnedOptions
 * @property {number} core
 * @property {readonly string[]} command
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {() => Promise<boolean>} [ready] else it is ready when it has printed a line
 */

/**
 * @param {PinnedOptions} options
 * @returns {Promise<PinnedProcess>} when it is ready
 * @throws {Error} when it ends before
 */
export async function startPinned({ core, command, cwd, env, ready }) {
  const { child, output, ended } = spawnPinned({ core, command, cwd, env });
  await untilReady(child, ready ?? (async () => output().includes('\n')));
  return {
    pid: /** @type {number} */ (child.pid),
    url: output().split('\n')[0] ?? '',
    output,
    ended,
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
    async end() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

/**
 * Runs a command to its end.
 * @param {Pick<PinnedOptions, 'core' | 'command'> & { signal: AbortSignal }} options
 * @returns {Promise<string>} what it printed
 * @throws {Error} when it ended badly
 */
export async function runPinned({ core, command, signal }) {
  const { child, output, ended } = spawnPinned({ core, command });
  const stop = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  await ended;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (child.exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${child.exitCode ?? child.signalCode}`);
  return output();
}

/** @param {{ core: number, command: readonly string[], cwd?: string | undefined, env?: NodeJS.ProcessEnv | undefined }} options */
function spawnPinned({ core, command, cwd, env }) {
  const [program = '', ...args] = [...FRAME, String(core), ...command];
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
  return { child, output: () => printed, ended: once(child, 'close') };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => Promise<boolean>} isReady
 */
async function untilReady(child, isReady) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await isReady())) {
    const command = child.spawnargs.slice(FRAME.length + 1).join(' ');
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${command} ended`);
    if (Date.now() > deadline) throw new Error(`${command} didn't get ready`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
