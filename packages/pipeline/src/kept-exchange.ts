/**
 * An exchange whose answer is kept on its way to the caller: status, headers and bytes as they were sent, up to a size.
 * May go on when the caller has left, and hold the end back until what was kept is stored.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { BodyDigest } from '@turnpike/signatures/content-digest';
import type { BodyFailure, Exchange, ReplyHeaders } from './exchange.js';

/** An answer as it was sent. */
export interface SentAnswer {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: Buffer;
}

/** `too_large`: it was delivered, but is larger than what is kept. */
export type KeptAnswer = SentAnswer | 'too_large';

export interface KeptExchangeOptions {
  /** Larger answers are not kept. */
  readonly limitBytes: number;
  /** Whether the call goes on, and its answer is kept, when the caller has left. */
  readonly outlivesCaller: boolean;
  /** Called once, when the answer is whole; its last bytes leave when this resolves. Must not reject. */
  readonly beforeEnd?: (answer: KeptAnswer) => Promise<void>;
}

export class KeptExchange implements Exchange {
  private readonly inner: Exchange;
  private readonly options: KeptExchangeOptions;
  private readonly sent: { status: number; headers: ReplyHeaders; chunks: Buffer[]; bytes: number };
  private phase: 'open' | 'whole' | 'cut' = 'open';
  /** Last bytes that wait for what was kept. */
  private waitingBytes = 0;
  private waitsForCaller: (() => void) | null = null;

  constructor(inner: Exchange, options: KeptExchangeOptions) {
    this.inner = inner;
    this.options = options;
    this.sent = { status: 0, headers: {}, chunks: [], bytes: 0 };
    // Who left takes nothing any more: nobody may wait for that.
    if (options.outlivesCaller) inner.onGone(() => this.stopWaiting());
  }

  /** The answer, once it is whole; null before, and for one that was broken off. */
  get answer(): KeptAnswer | null {
    return this.phase === 'whole' ? this.kept() : null;
  }

  get method(): string {
    return this.inner.method;
  }
  get path(): string {
    return this.inner.path;
  }
  get query(): string {
    return this.inner.query;
  }
  get params(): Readonly<Record<string, string>> {
    return this.inner.params;
  }
  get headers(): IncomingHttpHeaders {
    return this.inner.headers;
  }
  get address(): string | null {
    return this.inner.address;
  }
  get bytesIn(): number {
    return this.inner.bytesIn;
  }
  get bytesOut(): number {
    return this.inner.bytesOut + this.waitingBytes;
  }
  get headSent(): boolean {
    return this.sent.status !== 0 || this.inner.headSent;
  }

  /** Whether anybody is still to be served: who has an answer kept is, whoever listens. */
  get gone(): boolean {
    return !this.options.outlivesCaller && this.inner.gone;
  }

  onGone(listener: () => void): void {
    if (!this.options.outlivesCaller) this.inner.onGone(listener);
  }

  readBody(limitBytes: number, digest?: BodyDigest | null): Promise<Buffer | BodyFailure> {
    return this.inner.readBody(limitBytes, digest);
  }

  openBody(): Readable | null {
    return this.inner.openBody();
  }

  head(status: number, headers: ReplyHeaders): void {
    if (this.headSent) return;
    this.sent.status = status;
    // Copied: a transport may add what belongs to its own connection.
    this.sent.headers = { ...headers };
    this.inner.head(status, headers);
  }

  write(chunk: Buffer | string): boolean {
    this.keep(chunk);
    return this.inner.write(chunk);
  }

  onDrain(listener: () => void): void {
    this.waitsForCaller = listener;
    if (this.options.outlivesCaller && this.inner.gone) this.stopWaiting();
    else this.inner.onDrain(() => this.stopWaiting());
  }

  end(chunk?: Buffer | string): void {
    if (this.phase !== 'open') return;
    this.phase = 'whole';
    if (chunk !== undefined) this.keep(chunk);
    const { beforeEnd } = this.options;
    if (beforeEnd === undefined) return this.inner.end(chunk);
    if (chunk !== undefined && !this.inner.gone) this.waitingBytes = Buffer.byteLength(chunk);
    void beforeEnd(this.kept()).finally(() => {
      this.waitingBytes = 0;
      this.inner.end(chunk);
    });
  }

  cut(): void {
    if (this.phase === 'open') this.phase = 'cut';
    this.inner.cut();
  }

  private stopWaiting(): void {
    const listener = this.waitsForCaller;
    this.waitsForCaller = null;
    listener?.();
  }

  private keep(chunk: Buffer | string): void {
    const { sent, options } = this;
    const bytes = Buffer.from(chunk);
    sent.bytes += bytes.length;
    if (sent.bytes <= options.limitBytes) sent.chunks.push(bytes);
    else sent.chunks.length = 0;
  }

  private kept(): KeptAnswer {
    const { status, headers, chunks, bytes } = this.sent;
    if (bytes > this.options.limitBytes) return 'too_large';
    return { status, headers, body: Buffer.concat(chunks, bytes) };
  }
}
