import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startGuardian } from './guardian.mjs';
import { processIdentity } from './process-identity.mjs';
import { RunRecord, stopRecorded } from './run-record.mjs';

let folder: string;
let file: string;
const pids: number[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike-record-'));
  file = join(folder, 'run.json');
});
afterEach(() => {
  for (const pid of pids.splice(0)) if (processIdentity(pid)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function leader(): number {
  const { pid } = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  if (pid === undefined) throw new Error('sleep could not be started');
  pids.push(pid);
  return pid;
}

function recorded(pid: number, leftovers: string[] = []): void {
  new RunRecord(file, leftovers).set('worker', pid);
}

test('ends what a killed run left, and removes its leftovers and the record', async () => {
  const leftover = join(folder, 'data');
  mkdirSync(leftover);
  const pid = leader();
  recorded(pid, [leftover]);
  expect(await stopRecorded(file)).toEqual(['worker']);
  expect(processIdentity(pid)).toBeUndefined();
  expect(existsSync(leftover)).toBe(false);
  expect(existsSync(file)).toBe(false);
});

test('leaves a process alone that only has the same number', async () => {
  const pid = leader();
  recorded(pid);
  const record = JSON.parse(readFileSync(file, 'utf8')) as { processes: { identity: string }[] };
  for (const one of record.processes) one.identity = 'an earlier process';
  writeFileSync(file, JSON.stringify(record));
  expect(await stopRecorded(file)).toEqual([]);
  expect(processIdentity(pid)).toBeDefined();
});

test("leaves another checkout's processes and data alone", async () => {
  const leftover = join(folder, 'data');
  mkdirSync(leftover);
  const pid = leader();
  recorded(pid, [leftover]);
  const record = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...record, root: '/somewhere/else' }));
  expect(await stopRecorded(file)).toEqual([]);
  expect(processIdentity(pid)).toBeDefined();
  expect(existsSync(leftover)).toBe(true);
});

test('a run that is killed takes its processes with it', async () => {
  const pid = leader();
  recorded(pid);
  const guardian = startGuardian(file);
  // What happens to the pipe when the run at its other end is killed.
  guardian.stdin?.destroy();
  await vi.waitFor(() => expect(processIdentity(pid)).toBeUndefined(), { timeout: 20_000, interval: 50 });
  if (guardian.exitCode === null) await once(guardian, 'exit');
  expect(existsSync(file)).toBe(false);
});
