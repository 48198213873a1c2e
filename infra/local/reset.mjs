/** `npm run reset`: forgets everything this checkout has stored: databases, secrets, accounts, spooled usage. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { runMain } from './bootstrap/main.mjs';
import { CACHE, LOCAL, RUN_FILE, START_LOCK, TEST } from './bootstrap/paths.mjs';
import { lockHolder } from './state/lock.mjs';
import { SYSTEM_FOLDER, loadState } from './state/state.mjs';
import { stopRecorded } from './supervise/run-record.mjs';

await runMain({
  check: async () => {
    const holder = lockHolder(START_LOCK) ?? testRuns().map(lockHolder).find(Boolean);
    if (holder) throw new Error(`This checkout is running (process ${holder.pid}): stop it before a reset`);
  },
  run: reset,
});

/** @returns {Promise<number>} */
async function reset() {
  const { postgresHome } = loadState();
  // Only a folder of the kind this checkout makes: the file that names it may have been edited.
  const outside =
    postgresHome?.startsWith(`${SYSTEM_FOLDER}/`) && !postgresHome.includes('..') ? postgresHome : undefined;
  if (!process.argv.includes('--yes') && !(await confirmed(outside))) {
    console.log('Nothing was changed');
    return 1;
  }
  await stopRecorded(RUN_FILE);
  if (outside) rmSync(outside, { recursive: true, force: true });
  for (const name of entries(LOCAL))
    if (join(LOCAL, name) !== CACHE) rmSync(join(LOCAL, name), { recursive: true, force: true });
  console.log('Forgotten. npm start begins anew');
  return 0;
}

/** @param {string | undefined} outside */
async function confirmed(outside) {
  console.log(`This removes the databases, secrets, demo accounts and spooled usage of this checkout:
  ${LOCAL} (downloads in cache stay)${outside ? `\n  ${outside}` : ''}
API keys and everything entered in the portal are gone for good.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // A closed input is a no.
  const closed = new Promise((resolve) => terminal.once('close', () => resolve('')));
  const answer = String(await Promise.race([terminal.question('Reset? y/N '), closed]));
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** @returns {string[]} lock files of test runs */
function testRuns() {
  return entries(TEST)
    .filter((name) => name.endsWith('.lock'))
    .map((name) => join(TEST, name));
}

/**
 * @param {string} folder
 * @returns {string[]} names in it; none where it doesn't exist
 */
function entries(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
