/**
 * The last line of a CI run: `N passed, N failed`. What failed without being a test (a check, a file that couldn't be
 * loaded) counts as failed too, so that the line never looks better than the exit code.
 *
 * Usage: node ci-totals.mjs <exit code of the checks> <exit code of the tests>
 */
import { fileURLToPath } from 'node:url';
import { readJson } from './state/json-file.mjs';
import { RESULTS_FILE } from './run-tests.mjs';

/**
 * @typedef {object} Results the part of vitest's JSON that is read
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * @param {Results | undefined} results
 * @param {{ checks: number, tests: number }} exitCodes
 */
export function totals(results, { checks, tests }) {
  const unloadable = (results?.testResults ?? []).filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  const passed = results?.numPassedTests ?? 0;
  let failed = (results?.numFailedTests ?? 0) + unloadable.length;
  // Killed, nothing collected, an error between the tests: the exit code knows.
  if (tests !== 0 && failed === 0) failed = 1;
  if (checks !== 0) failed += 1;
  return { passed, failed };
}

if (fileURLToPath(import.meta.url) === process.argv[1]) {
  const [checks = '1', tests = '1'] = process.argv.slice(2);
  const { passed, failed } = totals(readJson(RESULTS_FILE), { checks: Number(checks), tests: Number(tests) });
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
