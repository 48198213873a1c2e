/** Runs vitest in a group of its own, so that whatever a test starts and forgets ends with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT, TEST } from './bootstrap/paths.mjs';
import { stopGroup } from './supervise/stop-group.mjs';

/** Totals of the last run, in vitest's JSON. */
export const RESULTS_FILE = join(TEST, 'results.json');

const STOP_TIMEOUT_MS = 15_000;

/**
 * @param {object} options
 * @param {string[]} options.args
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./supervise/run.mjs').Run} options.run
 * @param {AbortSignal} options.stop
 * @param {AbortSignal} options.force
 * @returns {Promise<number>} exit code
 */
export async function runTests({ args, env, run, stop, force }) {
  stop.throwIfAborted();
  // A reporter that was asked for replaces the usual one; the totals are written in any case.
  const shown = args.some((arg) => arg.startsWith('--reporter')) ? [] : ['--reporter=default'];
  const reporters = [...shown, '--reporter=json', `--outputFile.json=${RESULTS_FILE}`];
  const vitest = spawn('vitest', ['run', ...reporters, ...args], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { pid } = vitest;
  if (pid === undefined) throw new Error('vitest could not be started');
  run.note('vitest', pid);
  const interrupt = () => void stopGroup(pid, { timeoutMs: STOP_TIMEOUT_MS, force });
  stop.addEventListener('abort', interrupt, { once: true });
  const [code] = await once(vitest, 'exit');
  await stopGroup(pid, { timeoutMs: STOP_TIMEOUT_MS, force });
  run.note('vitest', undefined);
  return code ?? 1;
}
