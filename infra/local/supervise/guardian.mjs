/**
 * Outlives the run it guards by a moment: when the other end of its standard input closes, the run is gone, and what
 * the record still names is ended. A run that stops in order removes the record, and nothing is left to do.
 *
 * Usage: node guardian.mjs <record file>
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stopRecorded } from './run-record.mjs';

const SELF = fileURLToPath(import.meta.url);

/** @param {string} recordFile */
export function startGuardian(recordFile) {
  const guardian = spawn(process.execPath, [SELF, recordFile], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guardian.unref();
  // Never written to; it only has to break. The handle must not keep a finished run alive.
  /** @type {import('node:net').Socket} */ (guardian.stdin).on('error', () => undefined).unref();
  return guardian;
}

if (process.argv[1] === SELF) {
  const recordFile = process.argv[2] ?? '';
  process.stdin.resume().on('close', () => void stopRecorded(recordFile));
}
