/** Under which a run was made: figures without them say nothing. */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';
import { ROOT } from '@turnpike/local/bootstrap/paths.mjs';
import { QUIET_SHARE } from '../measure/run-case.mjs';
import { FIRST_WARM_UP_SECONDS, WARM_UP_SECONDS } from '../cases.mjs';
import { PORTKEY_OVERRIDES, PORTKEY_VERSION } from '../programs/portkey.mjs';
import { MEASURED, REST } from '../system/cores.mjs';

/**
 * @typedef {object} Conditions
 * @property {string} date
 * @property {string} revision of the checkout, with `+` when files were changed since
 * @property {string} cpu
 * @property {number} cores
 * @property {string} kernel
 * @property {Record<string, string>} versions
 * @property {number[]} loadAverage when it began
 * @property {number} measuredCore
 * @property {number} restCore
 * @property {string} warmUp of each target, in words
 * @property {number} quietShare of a core that others may use in a round
 * @property {string} command
 */

/**
 * @param {{ versions: Record<string, string>, options: import('../options.mjs').Options }} run
 * @returns {Conditions}
 */
export function readConditions({ versions, options }) {
  const portkey = Object.entries(PORTKEY_OVERRIDES).map(([name, version]) => `${name} ${version}`);
  return {
    date: new Date().toISOString(),
    revision: readRevision(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    kernel: release(),
    versions: { node: process.versions.node, ...versions, portkey: `${PORTKEY_VERSION} (${portkey.join(', ')})` },
    loadAverage: loadavg().map((value) => Number(value.toFixed(2))),
    measuredCore: MEASURED,
    restCore: REST,
    warmUp: warmUpWords(options.warmUpSeconds),
    quietShare: QUIET_SHARE,
    command: ['npm run bench', ...(options.args.length === 0 ? [] : ['--', ...options.args])].join(' '),
  };
}

/** @param {number | null} chosen seconds */
function warmUpWords(chosen) {
  if (chosen !== null) return `${chosen} s of warm-up in each case`;
  return `${FIRST_WARM_UP_SECONDS} s of warm-up in the first case and ${WARM_UP_SECONDS} s in the others`;
}

function readRevision() {
  const git = (/** @type {string[]} */ ...args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', '--short=12', 'HEAD');
  if (status !== 0) return 'unknown';
  return `${stdout.trim()}${git('status', '--porcelain', '--untracked-files=no').stdout === '' ? '' : '+'}`;
}
