import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Spool } from './spool.js';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'spool-'))));
afterEach(() => rm(directory, { recursive: true }));

test('a folder that does not exist yet is no orphanage, and is made on the first line', async () => {
  const spool = new Spool({ directory: join(directory, 'deep', 'spool'), processId: 'a' });
  expect(await spool.readOrphans()).toEqual([]);
  await spool.append(['one']);
  expect(await readdir(join(directory, 'deep', 'spool'))).toEqual([`${process.pid}-a.jsonl`]);
});

test('gives the lines of dead processes, of a predecessor with this pid too, but not of the living nor our own', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  await writeFile(join(directory, `${dead}-x.jsonl`), 'one\ntwo\n');
  await writeFile(join(directory, `${process.pid}-earlier.jsonl`), 'three\n');
  await writeFile(join(directory, `${process.ppid}-y.jsonl`), 'living\n');
  const spool = new Spool({ directory, processId: 'now' });
  await spool.append(['own']);
  const orphans = await spool.readOrphans();
  expect(orphans.map((file) => file.lines).sort()).toEqual([['one', 'two'], ['three']]);
  for (const file of orphans) await spool.remove(file);
  expect(await spool.readOrphans()).toEqual([]);
  expect((await readdir(directory)).length).toBe(2);
  await spool.clear();
  expect(await readdir(directory)).toEqual([`${process.ppid}-y.jsonl`]);
});
