/** A process bound to one core, whose CPU time can be read. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** Ticks a second of the times in /proc. */
const TICKS = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout.trim());
const MICROS = 1_000_000;
/** Of util-linux: binds a command to cores and becomes it. */
const PIN = 'taskset';

/**
 * @typedef {object} PinnedProcess
 * @property {string} url first line it printed
 * @property {() => string} output all it printed
 * @property {() => number} cpuMicros CPU time of all its threads since it began, user and system
 * @property {(signal: NodeJS.Signals) => void} signal
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a script under Node. It is ready when it has printed its address; one that `exits` when it is through.
 * @param {{ core: number, file: string, args: string[], cwd?: string, env?: NodeJS.ProcessEnv, exits?: boolean, ready?: () => Promise<boolean> }} options
 * @returns {Promise<PinnedProcess>}
 * @throws {Error} when it ends before
 */
export async function startPinned({ core, file, args, cwd, env, exits = false, ready }) {
  const child = spawn(PIN, ['-c', String(core), process.execPath, file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = once(child, 'close');
  const isReady = ready ?? (async () => output.includes('\n'));
  if (exits) await ended;
  else await untilReady(child, isReady);
  if (exits && child.exitCode !== 0) throw new Error(`${file} ended with code ${child.exitCode}`);
  return {
    url: output.split('\n')[0] ?? '',
    output: () => output,
    cpuMicros: () => readCpuMicros(child.pid),
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => Promise<boolean>} isReady
 */
async function untilReady(child, isReady) {
  while (!(await isReady())) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @param {number | undefined} pid */
function readCpuMicros(pid) {
  // The name stands in parentheses and may hold spaces; utime and stime are the 14th and 15th field.
  const fields = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '').split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * MICROS) / TICKS;
}
