import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Spool } from './spool.js';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'spool-'))));
afterEach(() => rm(directory, { recursive: true }));

async function all(batches: AsyncIterable<string[]>): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of batches) lines.push(...batch);
  return lines;
}

test('a folder that does not exist yet is no orphanage, and is made on the first line', async () => {
  const spool = new Spool({ directory: join(directory, 'deep', 'spool'), processId: 'a' });
  expect(await spool.findOrphans()).toEqual([]);
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
  const orphans = await spool.findOrphans();
  const lines = await Promise.all(orphans.map((file) => all(spool.readOrphan(file))));
  expect(lines.sort()).toEqual([['one', 'two'], ['three']]);
  for (const file of orphans) await spool.remove(file);
  expect(await spool.findOrphans()).toEqual([]);
  expect((await readdir(directory)).length).toBe(2);
  await spool.clear();
  expect(await readdir(directory)).toEqual([`${process.ppid}-y.jsonl`]);
});

test('reads its own lines again, whole ones alone, however many, while others are appended', async () => {
  const spool = new Spool({ directory, processId: 'a' });
  const lines = Array.from({ length: 1_000 }, (_, index) => `${index} ${'x'.repeat(500)}`);
  await spool.append(lines);
  const read = all(spool.readOwn());
  for (let round = 0; round < 20; round += 1) await spool.append(lines);
  expect((await read).slice(0, 1_000)).toEqual(lines);
  expect((await read).length % 1_000).toBe(0);
});

test('a file that another process was done with first has no lines', async () => {
  const spool = new Spool({ directory, processId: 'a' });
  expect(await all(spool.readOrphan({ path: join(directory, 'gone.jsonl') }))).toEqual([]);
});
