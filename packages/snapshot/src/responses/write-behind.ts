/**
 * Finished answers on their way to PostgreSQL: kept in memory, written in batches, so that no answer waits for its row.
 * Bounded in number and bytes; what doesn't fit is not kept, and counted. What a process that dies had not written yet is
 * lost: the answer itself had been given, only its copy is gone.
 */
import { isDatabaseUnavailable } from '@turnpike/db/errors';
import type { NewStoredResponse, ResponseOwner } from '@turnpike/management/responses/stored-response';

export interface WriteBehindOptions {
  write: (rows: readonly NewStoredResponse[]) => Promise<void>;
  onError: (error: unknown) => void;
  /** Most answers that wait; 5,000 when omitted. */
  rowsLimit?: number;
  /** Most bytes of them; 32 MB when omitted. */
  bytesLimit?: number;
}

const ROWS_LIMIT = 5_000;
const BYTES_LIMIT = 32 * 1024 * 1024;
/** Answers that end within it are written together. */
const INTERVAL_MS = 50;
/** Between tries while PostgreSQL is away. */
const RETRY_MS = 1_000;
const BATCH_ROWS = 100;
const BATCH_BYTES = 4 * 1024 * 1024;

export class WriteBehind {
  private readonly options: WriteBehindOptions;
  /** In the order they ended. */
  private readonly rows = new Map<string, NewStoredResponse>();
  private bytes = 0;
  private droppedRows = 0;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<boolean> | null = null;
  private closed = false;

  constructor(options: WriteBehindOptions) {
    this.options = options;
  }

  /** Answers that wait to be written. */
  get waiting(): number {
    return this.rows.size;
  }

  /** Answers that were not kept since the process began. */
  get dropped(): number {
    return this.droppedRows;
  }

  /** Never waits. False when there is no room, or no more time. */
  add(row: NewStoredResponse): boolean {
    const { rowsLimit = ROWS_LIMIT, bytesLimit = BYTES_LIMIT } = this.options;
    const bytes = sizeOf(row);
    if (this.closed || this.rows.size >= rowsLimit || this.bytes + bytes > bytesLimit) {
      this.droppedRows += 1;
      return false;
    }
    this.rows.set(row.id, row);
    this.bytes += bytes;
    this.wake(INTERVAL_MS);
    return true;
  }

  /** One of the owner's that isn't written yet, by its bare id. */
  find(owner: ResponseOwner, id: string): NewStoredResponse | null {
    return visible(this.rows.get(id), owner);
  }

  /** Writes all that waits now. Rejects when PostgreSQL is away. */
  async flush(): Promise<void> {
    const last = [...this.rows.keys()].at(-1);
    while (last !== undefined && this.rows.has(last)) if (!(await this.writeBatch())) throw new Error('not written');
  }

  /** Takes no more, and writes what it can. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.flush().catch(() => undefined);
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private wake(ms: number): void {
    this.timer ??= setTimeout(() => void this.tick(), ms).unref();
  }

  private async tick(): Promise<void> {
    this.timer = null;
    const isWritten = await this.writeBatch();
    if (this.rows.size > 0 && !this.closed) this.wake(isWritten ? 0 : RETRY_MS);
  }

  /** One batch at a time; false when PostgreSQL is away. Never rejects. */
  private async writeBatch(): Promise<boolean> {
    while (this.writing !== null) await this.writing;
    const batch = this.nextBatch();
    if (batch.length === 0) return true;
    this.writing = this.write(batch);
    try {
      return await this.writing;
    } finally {
      this.writing = null;
    }
  }

  private async write(batch: readonly NewStoredResponse[]): Promise<boolean> {
    try {
      await this.options.write(batch);
    } catch (error) {
      this.options.onError(error);
      if (isDatabaseUnavailable(error)) return false;
      if (batch.length > 1) return this.writeEach(batch);
      // It would be refused again, and all behind it would wait for ever.
      this.droppedRows += 1;
    }
    for (const row of batch) this.forget(row);
    return true;
  }

  private async writeEach(batch: readonly NewStoredResponse[]): Promise<boolean> {
    for (const row of batch) if (!(await this.write([row]))) return false;
    return true;
  }

  private nextBatch(): NewStoredResponse[] {
    const batch: NewStoredResponse[] = [];
    let bytes = 0;
    for (const row of this.rows.values()) {
      bytes += sizeOf(row);
      if (batch.length > 0 && (batch.length >= BATCH_ROWS || bytes > BATCH_BYTES)) break;
      batch.push(row);
    }
    return batch;
  }

  private forget(row: NewStoredResponse): void {
    if (this.rows.delete(row.id)) this.bytes -= sizeOf(row);
  }
}

function visible(row: NewStoredResponse | undefined, owner: ResponseOwner): NewStoredResponse | null {
  if (row === undefined || row.tenantId !== owner.tenantId || row.applicationId !== owner.applicationId) return null;
  return row.environment === owner.environment ? row : null;
}

/** About what it takes in memory. */
function sizeOf({ request, response }: NewStoredResponse): number {
  return request.length + response.length;
}
