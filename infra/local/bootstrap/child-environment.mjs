/** The environment of everything this start runs: its own Node and pnpm first, and nobody is told about it. */
import { delimiter, dirname, join } from 'node:path';
import { CACHE, ROOT } from './paths.mjs';

/** @returns {NodeJS.ProcessEnv} */
export function childEnvironment() {
  const folders = [
    dirname(process.execPath),
    join(CACHE, 'tools', 'node_modules', '.bin'),
    join(ROOT, 'node_modules', '.bin'),
    process.env.PATH ?? '',
  ];
  return {
    ...process.env,
    PATH: folders.join(delimiter),
    CHECKPOINT_DISABLE: '1',
    DO_NOT_TRACK: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    TURBO_TELEMETRY_DISABLED: '1',
  };
}
