/**
 * The transport as the corridor sees it, so that the same stages serve HTTP and jobs. Headers are lower-case.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { MessageLink } from '@turnpike/egress/message-link';
import type { BodyDigest } from '@turnpike/signatures/content-digest';
import type { CatalogueProduct } from './catalogue.js';

/** Why a body could not be read. */
export type BodyFailure = 'too_large' | 'timeout' | 'client_gone';

export type ReplyHeaders = Record<string, string | number>;

export interface Exchange {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** The query as it was sent, without its mark; empty where there is none. */
  readonly query: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Address of the caller, after trusted proxies. */
  readonly address: string | null;
  /** Id of the key this is done for, where no credential came with it: a job's. Nothing from outside may set it. */
  readonly onBehalfOf?: string;

  /** The address as its caller wrote it, absolute: what is signed. Absent where nothing can be. */
  readonly targetUri?: string;
  /** SHA-256 of the client's certificate in lower-case hex, as a trusted proxy tells it; null for none. */
  readonly certificate?: string | null;

  /**
   * Buffers the body up to a limit in bytes, and shows its bytes to a digest as they come. Called once, after
   * authorisation; never rejects.
   */
  readBody(limitBytes: number, digest?: BodyDigest | null): Promise<Buffer | BodyFailure>;
  /** The body as it comes, in the place of `readBody`: for one that is taken apart on the way. Null where none comes. */
  openBody(): Readable | null;
  /** Whether the caller is gone. */
  readonly gone: boolean;
  /** Called at most once, at once when the caller is gone already. */
  onGone(listener: () => void): void;

  /** The page in a browser that calls: what it may read hangs on whose products the call is or may be served by. */
  readonly page?: { servedBy(products: readonly CatalogueProduct[]): void } | null;
  /** Sends status and headers; nothing may be sent before. */
  head(status: number, headers: ReplyHeaders): void;
  /** False when the caller reads slower than we write: wait for `onDrain`. */
  write(chunk: Buffer | string): boolean;
  onDrain(listener: () => void): void;
  /** Ends the answer. Resolves to nothing: the kernel has the rest. */
  end(chunk?: Buffer | string): void;
  /** Breaks the answer off, so that its caller can't take it for whole. */
  cut(): void;
  /**
   * Takes a WebSocket's handshake, in the place of `head`: from here on both sides speak in messages. Absent where none
   * was offered; null when the caller is gone.
   */
  accept?(headers: ReplyHeaders): MessageLink | null;
  /** Whether `head` was called. */
  readonly headSent: boolean;
  readonly bytesIn: number;
  readonly bytesOut: number;
}
