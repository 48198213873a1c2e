/** One HTTP request and its answer as the corridor sees them. Node's own objects, no copies. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import type { BodyFailure, Exchange, ReplyHeaders } from '@turnpike/pipeline/exchange';
import type { BodyDigest } from '@turnpike/signatures/content-digest';
import type { Perimeter } from './perimeter.js';
import type { CallingPage } from './cross-origin.js';

export interface ExchangeFacts {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** After trusted proxies. */
  readonly address: string | null;
  /** The page in a browser that calls, where it is one that isn't the portal's. */
  readonly page?: CallingPage | null;
  /** What proxies tell of the caller; they tell nothing when omitted. */
  readonly perimeter?: Perimeter;
  /** A minute unless said otherwise. */
  readonly stallLimitMs?: number;
}

const NO_BYTES = Buffer.alloc(0);
const CRLF = '\r\n';
const LAST_CHUNK = '0\r\n\r\n';
/** An answer, or a part of one, up to this size is copied behind its head. */
const JOINED_LIMIT_BYTES = 32 * 1024;
/** A body must be whole within this time, so that a slow sender holds neither memory nor a hold. */
const BODY_TIMEOUT_MS = 30_000;
/** What a refused caller may still send before its connection is closed instead of kept. */
const DISCARD_LIMIT_BYTES = 64 * 1024;
const DISCARD_GRACE_MS = 1_000;
/** A caller that takes nothing for this long while there is something to take is gone, open connection or not. */
const STALL_LIMIT_MS = 60_000;

export class HttpExchange implements Exchange {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly address: string | null;
  readonly page: CallingPage | null;
  bytesIn = 0;
  bytesOut = 0;
  private readonly request: IncomingMessage;
  private readonly response: ServerResponse;
  private readonly perimeter: Perimeter | undefined;
  private readonly stallLimitMs: number;
  /** Node puts a chunk together of four pieces, a tick later; framed here it leaves in one, at once. */
  private framesChunks = false;

  constructor(request: IncomingMessage, response: ServerResponse, facts: ExchangeFacts) {
    this.request = request;
    this.response = response;
    this.method = request.method ?? 'GET';
    this.path = facts.path;
    this.params = facts.params;
    this.headers = request.headers;
    this.address = facts.address;
    this.perimeter = facts.perimeter;
    this.stallLimitMs = facts.stallLimitMs ?? STALL_LIMIT_MS;
    this.page = facts.page ?? null;
    // A peer that resets its connection is gone, not an error of ours.
    response.on('error', ignore);
  }

  get query(): string {
    const url = this.request.url ?? '';
    const mark = url.indexOf('?');
    return mark === -1 ? '' : url.slice(mark + 1);
  }

  get targetUri(): string {
    return this.perimeter?.targetUriOf(this.request) ?? '';
  }

  get certificate(): string | null {
    return this.perimeter?.certificateOf(this.request) ?? null;
  }

  readBody(limitBytes: number, digest: BodyDigest | null = null): Promise<Buffer | BodyFailure> {
    if (!this.request.complete) return this.collectBody(limitBytes, digest);
    const body = this.takeArrived(limitBytes);
    if (digest !== null && Buffer.isBuffer(body)) digest.update(body);
    return Promise.resolve(body);
  }

  openBody(): Readable {
    this.request.on('data', (chunk: Buffer) => (this.bytesIn += chunk.length));
    return this.request;
  }

  /** A body that came in one piece with its headers, as small ones do, needs neither listeners nor a clock. */
  private takeArrived(limitBytes: number): Buffer | BodyFailure {
    const body = this.request.read() as Buffer | null;
    this.bytesIn = body?.length ?? 0;
    if (this.bytesIn > limitBytes) return 'too_large';
    return body ?? NO_BYTES;
  }

  private collectBody(limitBytes: number, digest: BodyDigest | null): Promise<Buffer | BodyFailure> {
    const { request } = this;
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let isDone = false;
      // The listeners stay: taking them off costs more than leaving them to a request that ends anyway.
      const finish = (result: Buffer | BodyFailure) => {
        if (isDone) return;
        isDone = true;
        clearTimeout(timer);
        resolve(result);
      };
      const onData = (chunk: Buffer) => {
        this.bytesIn += chunk.length;
        if (isDone) return;
        if (this.bytesIn > limitBytes) finish('too_large');
        else {
          chunks.push(chunk);
          digest?.update(chunk);
        }
      };
      const onEnd = () => finish(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, this.bytesIn));
      const onClose = () => finish('client_gone');
      const timer = setTimeout(() => finish('timeout'), BODY_TIMEOUT_MS);
      request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
      if (request.readableEnded) onEnd();
      else if (request.destroyed) onClose();
    });
  }

  get gone(): boolean {
    return this.response.destroyed || (this.response.closed && !this.response.writableFinished);
  }

  onGone(listener: () => void): void {
    if (this.gone) listener();
    else this.response.once('close', () => (this.response.writableFinished ? undefined : listener()));
  }

  get headSent(): boolean {
    return this.response.headersSent;
  }

  head(status: number, headers: ReplyHeaders): void {
    if (this.response.headersSent || this.gone) return;
    // A browser that is led here by another page must not take an answer for a script or a style.
    headers['x-content-type-options'] = 'nosniff';
    if (this.method === 'GET') headers['cache-control'] ??= 'no-store';
    this.page?.addHeaders(headers);
    if (!this.request.complete) this.endUnreadBody(headers);
    this.response.writeHead(status, headers);
  }

  write(chunk: Buffer | string): boolean {
    if (this.gone) return true;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.bytesOut += bytes.length;
    const { response } = this;
    if (response.chunkedEncoding) {
      response.chunkedEncoding = false;
      this.framesChunks = true;
      // The head leaves with the first of them.
      return response.write(framed(bytes), 'latin1');
    }
    if (!this.framesChunks || bytes.length === 0) return response.write(bytes);
    // Without a socket the connection still gives the answer to an earlier request.
    const taker: Writable = response.socket ?? response;
    if (bytes.length <= JOINED_LIMIT_BYTES) return taker.write(framed(bytes), 'latin1');
    response.write(chunkHead(bytes), 'latin1');
    response.write(bytes);
    return response.write(CRLF, 'latin1');
  }

  onDrain(listener: () => void): void {
    const { response } = this;
    const taker = response.socket ?? response;
    const stalled = setTimeout(() => response.destroy(), this.stallLimitMs).unref();
    // The connection outlives the answer, and serves others.
    const forget = () => {
      clearTimeout(stalled);
      taker.off('drain', onDrain);
      response.off('close', forget);
    };
    const onDrain = () => {
      forget();
      listener();
    };
    taker.on('drain', onDrain);
    response.on('close', forget);
  }

  end(chunk?: Buffer | string): void {
    if (this.gone) return;
    if (this.framesChunks) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk ?? NO_BYTES);
      this.bytesOut += bytes.length;
      this.response.end(framed(bytes) + LAST_CHUNK, 'latin1');
    } else if (chunk === undefined) this.response.end();
    else if (typeof chunk === 'string') {
      this.bytesOut += Buffer.byteLength(chunk);
      this.response.end(chunk);
    } else {
      this.bytesOut += chunk.length;
      // A head that still waits leaves with a text in one write, byte for byte; beside a buffer it would be another one.
      if (chunk.length <= JOINED_LIMIT_BYTES) this.response.end(chunk.toString('latin1'), 'latin1');
      else this.response.end(chunk);
    }
    // What the kernel didn't take waits in memory for its reader. Node counts what still moves, and forgets the bound with
    // the answer's end; a socket that doesn't move is closed.
    if (this.response.writableLength > 0) this.response.setTimeout(this.stallLimitMs);
  }

  /** What was written still arrives, and then the connection ends in the middle of the answer. */
  cut(): void {
    if (!this.gone) this.response.socket?.destroySoon();
  }

  /**
   * An answer leaves before the body was read. A small rest is thrown away by Node and the connection kept; for more,
   * the connection is closed after the answer had time to arrive.
   */
  private endUnreadBody(headers: ReplyHeaders): void {
    const declared = Number(this.request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
    if (declared - this.bytesIn <= DISCARD_LIMIT_BYTES) return;
    headers.connection = 'close';
    this.response.once('finish', () => {
      this.request.resume();
      setTimeout(() => this.request.destroy(), DISCARD_GRACE_MS).unref();
    });
  }
}

/** A chunk of a chunked body (RFC 9112, section 7.1), byte for byte. */
function framed(bytes: Buffer): string {
  return bytes.length === 0 ? '' : chunkHead(bytes) + bytes.toString('latin1') + CRLF;
}

function chunkHead(bytes: Buffer): string {
  return bytes.length.toString(16) + CRLF;
}

function ignore(): void {
  // Nothing is left to tell: the connection is gone.
}
