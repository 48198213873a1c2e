/** A stored body and a place for its answer, as the corridor sees them: nobody is at the other end, so nobody leaves. */
import { publicId } from '@turnpike/domain/ids';
import type { Exchange, ReplyHeaders } from '@turnpike/pipeline/exchange';
import type { ClaimedJob } from './claim-job.js';

export class JobExchange implements Exchange {
  readonly method = 'POST';
  readonly path: string;
  readonly query = '';
  readonly params = {};
  readonly headers: Exchange['headers'];
  readonly address = null;
  readonly onBehalfOf: string;
  readonly gone = false;
  readonly bytesIn: number;
  bytesOut = 0;
  /** 0 until the answer's head is there. */
  status = 0;
  replyHeaders: ReplyHeaders = {};
  readonly #body: Buffer;
  readonly #chunks: Buffer[] = [];

  constructor(job: ClaimedJob, path: string) {
    this.path = path;
    // The call's record then says which job it was made for.
    this.headers = { 'content-type': 'application/json', 'x-request-id': publicId('job', job.id) };
    this.onBehalfOf = job.apiKeyId;
    this.bytesIn = job.body.length;
    this.#body = job.body;
  }

  /** It was within the limit when it came. */
  readBody(): Promise<Buffer> {
    return Promise.resolve(this.#body);
  }

  /** No job has a form. */
  openBody(): null {
    return null;
  }

  onGone(): void {
    // A job that is cancelled is ended through its call.
  }

  get headSent(): boolean {
    return this.status !== 0;
  }

  head(status: number, headers: ReplyHeaders): void {
    this.status = status;
    this.replyHeaders = headers;
  }

  write(chunk: Buffer | string): boolean {
    const bytes = Buffer.from(chunk);
    this.bytesOut += bytes.length;
    this.#chunks.push(bytes);
    return true;
  }

  onDrain(listener: () => void): void {
    listener();
  }

  end(chunk?: Buffer | string): void {
    if (chunk !== undefined) this.write(chunk);
  }

  cut(): void {
    // Only sound is broken off, and no job has any.
  }

  /** The answer's body. */
  get answer(): Buffer {
    return Buffer.concat(this.#chunks, this.bytesOut);
  }
}
