/**
 * The spool: where a usage event goes when Redis can't be reached before its answer must end. One file per process in
 * a folder that outlives it; the next process of the host sends what a dead one left. An event is one JSON line, and
 * sending one twice is harmless, so nothing here is locked.
 */
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

export interface SpoolOptions {
  directory: string;
  /** Distinguishes this process's file from that of an earlier one with the same pid. */
  processId: string;
}

/** A dead process's file. */
export interface SpooledFile {
  path: string;
}

const LINES_AT_ONCE = 200;

export class Spool {
  private readonly directory: string;
  private readonly ownName: string;
  /** What is done to the own file, one thing after the other: a line appended while it is removed would be lost. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: SpoolOptions) {
    this.directory = options.directory;
    this.ownName = `${process.pid}-${options.processId}.jsonl`;
  }

  /** Resolves when the lines are with the operating system: they survive this process, not the machine. */
  append(lines: readonly string[]): Promise<void> {
    return this.inTurn(async () => {
      if (lines.length === 0) return;
      await mkdir(this.directory, { recursive: true });
      // A line feed in front as well: a write that broke off before must not take the next line with it.
      await appendFile(join(this.directory, this.ownName), `\n${lines.join('\n')}\n`, { mode: 0o600 });
    });
  }

  /** Forgets this process's own file: everything appended before this call is confirmed. Later lines are kept. */
  clear(): Promise<void> {
    return this.inTurn(() => rm(join(this.directory, this.ownName), { force: true }));
  }

  /** Lines of this process's own file that were appended before this call, some at a time. */
  async *readOwn(): AsyncGenerator<string[]> {
    const path = join(this.directory, this.ownName);
    const { size } = await this.inTurn(() => stat(path));
    if (size > 0) yield* linesOf(path, size);
  }

  /** Files of processes that are gone. */
  async findOrphans(): Promise<SpooledFile[]> {
    const names = await readdir(this.directory).catch(() => [] as string[]);
    const orphans: SpooledFile[] = [];
    for (const name of names) {
      const pid = /^(\d+)-.+\.jsonl$/.exec(name)?.[1];
      if (pid === undefined || name === this.ownName || isAlive(Number(pid))) continue;
      orphans.push({ path: join(this.directory, name) });
    }
    return orphans;
  }

  /** The lines of such a file, some at a time. One that another process removed meanwhile has none. */
  async *readOrphan({ path }: SpooledFile): AsyncGenerator<string[]> {
    try {
      yield* linesOf(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  async remove(file: SpooledFile): Promise<void> {
    await rm(file.path, { force: true });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}

/** A file may be larger than memory should ever be. */
async function* linesOf(path: string, size = Number.POSITIVE_INFINITY): AsyncGenerator<string[]> {
  const input = createReadStream(path, { end: size - 1 });
  let lines: string[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '' || lines.push(line) < LINES_AT_ONCE) continue;
    yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
}

/** In a container every gateway may be pid 1: a file of our own pid that isn't ours was a predecessor's. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
