/**
 * One side of a conversation in text messages, over a WebSocket that is open already: read with back-pressure, written
 * with back-pressure, kept alive, and ended within a bound. Both sides of a relayed session are one of these.
 *
 * Takes an open socket and a listener. Says how the other side ended, once. Never logs, never looks into a message.
 */
import type { RawData, WebSocket } from 'ws';

/** How a link ended. `code` is the WebSocket's (RFC 6455 §7.4); 1006 where the connection was lost without a word. */
export interface LinkEnd {
  readonly code: number;
  readonly reason: string;
  /**
   * `closed`: the other side said goodbye, or answered ours. `lost`: the connection broke. `silent`: nothing was heard, a
   * ping included. `too_large`: a message over the bound came. `protocol`: what came is no WebSocket's traffic.
   */
  readonly kind: 'closed' | 'lost' | 'silent' | 'too_large' | 'protocol';
}

/** Whoever reads a link. */
export interface LinkListener {
  /** One text message, to be kept at will. */
  onMessage(text: Buffer): void;
  /** A binary message came; its bytes are not kept. */
  onBinary(): void;
  /** Called once, after the last message. */
  onEnd(end: LinkEnd): void;
}

/** Bytes of messages, to be read by whoever gave it. */
export interface ByteCount {
  bytesIn: number;
  bytesOut: number;
}

export interface MessageLink {
  /** What comes first: a message (null: a binary one), which is told again to whoever listens, or the end. */
  first(): Promise<Buffer | null | LinkEnd>;
  /** Reading begins with it; what came before waits. */
  listen(listener: LinkListener): void;
  /** False when the other side reads slower than we write: wait for `onDrain`. After the end it does nothing. */
  send(text: Buffer | string): boolean;
  /** Called once, when what was sent has mostly left; never when the link ends first. */
  onDrain(listener: () => void): void;
  /** Stops reading; what came in the same piece may still be told. */
  pause(): void;
  resume(): void;
  /** Says goodbye, and cuts the connection where no answer comes within a second. A reason has 123 bytes at most. */
  close(code: number, reason: string): void;
}

export interface LinkOptions {
  /** Longest silence before a ping; a link that doesn't answer it in the same time is ended. 20 s when omitted. */
  readonly pingIntervalMs?: number;
  readonly count?: ByteCount;
}

/** Bound on one message, as OpenAI bounds its events. */
export const MAX_MESSAGE_BYTES = 15 * 1024 * 1024;
/** How long a goodbye waits for its answer. */
export const CLOSE_TIMEOUT_MS = 1_000;
const PING_INTERVAL_MS = 20_000;
/** Bytes that wait to be sent: above the first the source should stop, below the second it may go on. */
const HIGH_WATER_BYTES = 1024 * 1024;
const LOW_WATER_BYTES = 256 * 1024;
const LOST = 1006;
const TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

export class WebSocketLink implements MessageLink {
  private readonly socket: WebSocket;
  private readonly count: ByteCount;
  private readonly pings: NodeJS.Timeout;
  private listener: LinkListener | null = null;
  /** What came before anybody listened: at most what one piece of the connection held. */
  private early: (Buffer | null)[] = [];
  private end: LinkEnd | null = null;
  private fault: LinkEnd['kind'] | null = null;
  private heard = true;
  private drained: (() => void) | null = null;
  private onFirst: (() => void) | null = null;

  /** To be called in the turn in which the socket opened: a message that nobody hears is lost. */
  constructor(socket: WebSocket, { pingIntervalMs = PING_INTERVAL_MS, count }: LinkOptions = {}) {
    this.socket = socket;
    this.count = count ?? { bytesIn: 0, bytesOut: 0 };
    socket.pause();
    socket.on('message', (data, isBinary) => this.onMessage(data, isBinary));
    socket.on('pong', () => (this.heard = true));
    socket.on('error', (error: NodeJS.ErrnoException) => (this.fault ??= faultOf(error)));
    socket.on('close', (code, reason) => this.onClose(code, reason.toString()));
    this.pings = setInterval(() => this.ping(), pingIntervalMs).unref();
  }

  first(): Promise<Buffer | null | LinkEnd> {
    return new Promise((resolve) => {
      const look = () => {
        const [message] = this.early;
        if (message !== undefined) resolve(message);
        else if (this.end !== null) resolve(this.end);
        else return false;
        return true;
      };
      if (look()) return;
      this.onFirst = look;
      this.socket.resume();
    });
  }

  listen(listener: LinkListener): void {
    this.listener = listener;
    const waiting = this.early;
    this.early = [];
    for (const message of waiting) tell(listener, message);
    if (this.end !== null) listener.onEnd(this.end);
    else this.socket.resume();
  }

  send(text: Buffer | string): boolean {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return true;
    this.count.bytesOut += Buffer.byteLength(text);
    socket.send(text, { binary: false }, () => this.onSent());
    return socket.bufferedAmount < HIGH_WATER_BYTES;
  }

  onDrain(listener: () => void): void {
    this.drained = listener;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.heard = true;
    this.socket.resume();
  }

  close(code: number, reason: string): void {
    // Paused it would never hear the answer.
    this.socket.resume();
    this.socket.close(code, reason);
  }

  private onMessage(data: RawData, isBinary: boolean): void {
    const bytes = data as Buffer;
    this.heard = true;
    this.count.bytesIn += bytes.length;
    const message = isBinary ? null : bytes;
    if (this.listener !== null) return tell(this.listener, message);
    this.early.push(message);
    this.socket.pause();
    this.onFirst?.();
  }

  private onSent(): void {
    const { drained } = this;
    if (drained === null || this.socket.bufferedAmount >= LOW_WATER_BYTES) return;
    this.drained = null;
    drained();
  }

  private ping(): void {
    const { socket } = this;
    // Who isn't read can't be heard.
    if (socket.isPaused) return;
    if (!this.heard) {
      this.fault ??= 'silent';
      return socket.terminate();
    }
    this.heard = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }

  private onClose(code: number, reason: string): void {
    clearInterval(this.pings);
    this.end = { code, reason, kind: this.fault ?? (code === LOST ? 'lost' : 'closed') };
    this.onFirst?.();
    this.listener?.onEnd(this.end);
  }
}

function tell(listener: LinkListener, message: Buffer | null): void {
  if (message === null) listener.onBinary();
  else listener.onMessage(message);
}

/** Of what the library says about a peer's bytes; anything else is a broken connection. */
function faultOf({ code = '' }: NodeJS.ErrnoException): LinkEnd['kind'] {
  if (code === TOO_LARGE) return 'too_large';
  return code.startsWith('WS_ERR_') ? 'protocol' : 'lost';
}
