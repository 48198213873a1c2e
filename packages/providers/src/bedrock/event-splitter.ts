/**
 * AWS's binary event stream (`application/vnd.amazon.eventstream`), split into frames as they come, each given on as the
 * server-sent event it amounts to: the frame's type and its JSON. Bytes that can't be trusted end it: nothing that
 * follows them could be told from noise. Never throws.
 */
import { crc32 } from 'node:zlib';
import { createRequire } from 'node:module';
import type { EventStreamCodec, MessageHeaders } from '@smithy/core/event-streams';
import type { EventSplitter } from '../provider-adapter.js';
import { SseEvent } from '../sse.js';

/** Length of the frame, length of its headers, and the checksum of these two. */
const PRELUDE_BYTES = 12;
/** A frame's prelude and the checksum at its end. */
const LEAST_FRAME_BYTES = PRELUDE_BYTES + 4;
const TYPE = /^[A-Za-z][\w.-]{0,127}$/;

let codec: EventStreamCodec | null = null;

/** Loaded by the first stream: most processes never need it, and it takes some 17 MB. */
function loadCodec(): EventStreamCodec {
  const library = createRequire(import.meta.url)('@smithy/core/event-streams') as {
    EventStreamCodec: typeof EventStreamCodec;
  };
  codec ??= new library.EventStreamCodec(
    (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString()),
    (text) => Buffer.from(text),
  );
  return codec;
}

/** Whether a `content-type` says that the body is such a stream. */
export function isBinaryEventStream(contentType: string | undefined): boolean {
  return contentType !== undefined && /^\s*application\/vnd\.amazon\.eventstream\s*(?:;|$)/i.test(contentType);
}

/** Splits one stream. A frame that is too large or not to be trusted is the last that it looks at. */
export class BinaryEventSplitter implements EventSplitter {
  private readonly onEvent: (event: SseEvent) => void;
  private readonly maxEventBytes: number;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  /** Of the frame under way; 0 until its prelude is there. */
  private frameBytes = 0;
  private failed = false;

  constructor(onEvent: (event: SseEvent) => void, options: { maxEventBytes: number }) {
    this.onEvent = onEvent;
    this.maxEventBytes = options.maxEventBytes;
  }

  push(chunk: Buffer): 'ok' | 'event_too_large' {
    if (this.failed) return 'event_too_large';
    this.pending.push(chunk);
    this.pendingBytes += chunk.length;
    // Pieces are put together once per frame, however many they are.
    while (this.pendingBytes >= Math.max(PRELUDE_BYTES, this.frameBytes)) {
      const bytes = this.joined();
      if (this.frameBytes === 0) {
        this.frameBytes = this.readFrameBytes(bytes);
        if (this.frameBytes === 0) return this.fail();
        continue;
      }
      const frame = bytes.subarray(0, this.frameBytes);
      const rest = bytes.subarray(this.frameBytes);
      this.pending = rest.length === 0 ? [] : [rest];
      this.pendingBytes = rest.length;
      this.frameBytes = 0;
      if (!this.emit(frame)) return this.fail();
    }
    return 'ok';
  }

  /** A frame that wasn't finished says nothing. */
  finish(): null {
    this.fail();
    return null;
  }

  private joined(): Buffer {
    const [first, ...more] = this.pending;
    if (first !== undefined && more.length === 0) return first;
    const bytes = Buffer.concat(this.pending);
    this.pending = [bytes];
    return bytes;
  }

  /** Judged by its own checksum before anything of the frame is waited for; 0: it isn't to be trusted. */
  private readFrameBytes(bytes: Buffer): number {
    const length = bytes.readUInt32BE(0);
    const headersLength = bytes.readUInt32BE(4);
    if (bytes.readUInt32BE(8) !== crc32(bytes.subarray(0, 8))) return 0;
    const isWhole = length >= LEAST_FRAME_BYTES && headersLength <= length - LEAST_FRAME_BYTES;
    return isWhole && length <= this.maxEventBytes ? length : 0;
  }

  private emit(frame: Buffer): boolean {
    let message: ReturnType<EventStreamCodec['decode']>;
    try {
      message = loadCodec().decode(frame);
    } catch {
      return false;
    }
    const event = eventOf(message.headers, Buffer.from(message.body));
    if (event !== null) this.onEvent(new SseEvent(event));
    return true;
  }

  private fail(): 'event_too_large' {
    this.failed = true;
    this.pending = [];
    return 'event_too_large';
  }
}

/** Null for a frame that is neither an event, an exception nor an error. */
function eventOf(headers: MessageHeaders, body: Buffer): Buffer | null {
  const text = (name: string): string => {
    const header = Object.hasOwn(headers, name) ? headers[name] : undefined;
    return header?.type === 'string' ? header.value : '';
  };
  if (text(':message-type') === 'error') {
    const error = { code: text(':error-code'), message: text(':error-message') };
    return asSse('error', Buffer.from(JSON.stringify(error)));
  }
  const type = text(':message-type') === 'exception' ? text(':exception-type') : text(':event-type');
  return TYPE.test(type) ? asSse(type, body) : null;
}

/** Line ends in JSON are blanks between its tokens, so blanks can stand for them. */
function asSse(type: string, json: Buffer): Buffer {
  const data = json.includes('\n') || json.includes('\r') ? json.toString().replace(/[\r\n]/g, ' ') : json;
  return Buffer.concat([Buffer.from(`event: ${type}\ndata: `), Buffer.from(data), Buffer.from('\n\n')]);
}
