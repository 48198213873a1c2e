import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processIdentity } from '../supervise/process-identity.mjs';
import { lockHolder, releaseLock, takeLock, withLock } from './lock.mjs';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike-lock-'));
  file = join(folder, 'a.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('is held by who took it, and free once released', () => {
  expect(takeLock(file)).toBeUndefined();
  expect(takeLock(file)?.pid).toBe(process.pid);
  releaseLock(file);
  expect(lockHolder(file)).toBeUndefined();
});

test('is free when its holder has died, even where the pid lives on as another process', async () => {
  takeLock(file);
  const mine = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...mine, identity: 'an earlier process' }));
  expect(lockHolder(file)).toBeUndefined();
  expect(takeLock(file)).toBeUndefined();
});

test('a lock that came with a copied checkout holds nobody', () => {
  takeLock(file);
  const mine = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...mine, root: '/somewhere/else' }));
  expect(takeLock(file)).toBeUndefined();
});

test('a broken lock file is no lock', () => {
  writeFileSync(file, '{');
  expect(takeLock(file)).toBeUndefined();
});

test('withLock waits for another process and goes on when that one is gone', async () => {
  const other = spawn('sleep', ['60']);
  const otherPid = other.pid ?? 0;
  takeLock(file);
  const mine = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...mine, pid: otherPid, identity: processIdentity(otherPid) }));
  const waits: number[] = [];
  const result = await withLock(
    file,
    async () => 'done',
    ({ pid }) => {
      waits.push(pid);
      other.kill();
    },
  );
  await (other.exitCode ?? other.signalCode ?? once(other, 'exit'));
  expect(result).toBe('done');
  expect(waits).toEqual([otherPid]);
  expect(lockHolder(file)).toBeUndefined();
});
