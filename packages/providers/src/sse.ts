/**
 * Server-sent events, split out of a byte stream by event, never by chunk (WHATWG HTML, "Interpreting an event stream").
 *
 * Takes buffers as they come, gives each event's bytes exactly as they were sent, its fields read only on demand. An
 * event that lies in one chunk is a view of it: nothing is copied. The raw bytes of all events and of the rest, put
 * together, are the input.
 */

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
/** The bytes of `data`. */
const DATA = [0x64, 0x61, 0x74, 0x61] as const;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const NO_BYTES = Buffer.alloc(0);

interface SseFields {
  data: Buffer | null;
  type: string | null;
}

/** Whether a `content-type` says that the body is an event stream. */
export function isEventStream(contentType: string | undefined): boolean {
  return contentType !== undefined && /^\s*text\/event-stream\s*(?:;|$)/i.test(contentType);
}

/** One event, comment or blank line, with the blank line that ended it. */
export class SseEvent {
  /** The bytes as sent, to be relayed. */
  readonly raw: Buffer;
  private fields: SseFields | null = null;

  /** `isOneLine` promises that the bytes are one line, its line feed, and the blank line's. */
  constructor(raw: Buffer, isOneLine = false) {
    this.raw = raw;
    if (isOneLine && raw[4] === COLON && isDataLine(raw)) {
      this.fields = { data: raw.subarray(raw[5] === SPACE ? 6 : 5, raw.length - 2), type: null };
    }
  }

  /** The lines of `data`, joined by line feeds; null when there is none, as in a comment. */
  data(): Buffer | null {
    return this.read().data;
  }

  /** The `event` field; null when there is none. */
  type(): string | null {
    return this.read().type;
  }

  private read(): SseFields {
    this.fields ??= readFields(this.raw);
    return this.fields;
  }
}

/** What {@link SseSplitter.push} answers. After `event_too_large` the splitter takes nothing more. */
export type SsePush = 'ok' | 'event_too_large';

/** Splits one stream. Calls back for each event as soon as its last byte is there. */
export class SseSplitter {
  private readonly onEvent: (event: SseEvent) => void;
  private readonly maxEventBytes: number;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private lineIsEmpty = true;
  private lastWasCr = false;
  /** Of the event under way. */
  private lines = 0;
  private sawCr = false;
  private failed = false;

  constructor(onEvent: (event: SseEvent) => void, options: { maxEventBytes: number }) {
    this.onEvent = onEvent;
    this.maxEventBytes = options.maxEventBytes;
  }

  push(chunk: Buffer): SsePush {
    if (this.failed) return 'event_too_large';
    // Hardly anybody sends CR, and without it the line ends can be looked for natively.
    const start = this.lastWasCr || chunk.includes(CR) ? this.splitAtAny(chunk) : this.splitAtLf(chunk);
    if (start < 0) return this.fail();
    if (start < chunk.length) this.keep(chunk.subarray(start));
    return this.pendingBytes > this.maxEventBytes ? this.fail() : 'ok';
  }

  /** What came after the last blank line, as an event; null when nothing did. For streams that ended by themselves. */
  finish(): SseEvent | null {
    const raw = this.takePending(NO_BYTES);
    return raw.length === 0 || this.failed ? null : new SseEvent(raw);
  }

  /** Emits the events that end in a chunk; where the next begins, or -1 when one was too large. */
  private splitAtLf(chunk: Buffer): number {
    let start = 0;
    let lineStart = 0;
    let end = chunk.indexOf(LF);
    while (end >= 0) {
      if (end > lineStart || !this.lineIsEmpty) {
        this.lineIsEmpty = true;
        this.lines += 1;
      } else {
        if (!this.emit(partOf(chunk, start, end + 1))) return -1;
        start = end + 1;
      }
      lineStart = end + 1;
      if (lineStart === chunk.length) break;
      // The blank line mostly follows at once.
      end = chunk[lineStart] === LF ? lineStart : chunk.indexOf(LF, lineStart);
    }
    if (lineStart < chunk.length) this.lineIsEmpty = false;
    return start;
  }

  private splitAtAny(chunk: Buffer): number {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      // The second half of CR LF ends no line of its own; after a chunk that ended in CR it opens the next event.
      const isSecondHalf = byte === LF && this.lastWasCr;
      this.lastWasCr = byte === CR;
      if (this.lastWasCr || isSecondHalf) this.sawCr = true;
      if (isSecondHalf) continue;
      if (byte !== LF && byte !== CR) {
        this.lineIsEmpty = false;
      } else if (this.lineIsEmpty) {
        if (byte === CR && chunk[at + 1] === LF) {
          at += 1;
          this.lastWasCr = false;
        }
        if (!this.emit(chunk.subarray(start, at + 1))) return -1;
        start = at + 1;
      } else {
        this.lineIsEmpty = true;
        this.lines += 1;
      }
    }
    return start;
  }

  private emit(tail: Buffer): boolean {
    if (this.pendingBytes + tail.length > this.maxEventBytes) return false;
    const isOneLine = this.lines === 1 && !this.sawCr;
    this.lines = 0;
    this.sawCr = false;
    this.onEvent(new SseEvent(this.takePending(tail), isOneLine));
    return true;
  }

  private keep(part: Buffer): void {
    this.pending.push(part);
    this.pendingBytes += part.length;
  }

  private takePending(tail: Buffer): Buffer {
    if (this.pending.length === 0) return tail;
    const raw = Buffer.concat([...this.pending, tail]);
    this.pending = [];
    this.pendingBytes = 0;
    return raw;
  }

  private fail(): SsePush {
    this.failed = true;
    this.pending = [];
    return 'event_too_large';
  }
}

/** A view; of a chunk that is one event, as most are while a model speaks, the chunk itself. */
function partOf(chunk: Buffer, from: number, to: number): Buffer {
  return from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to);
}

function readFields(raw: Buffer): SseFields {
  const lines: Buffer[] = [];
  let type: string | null = null;
  let at = raw.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  while (at < raw.length) {
    const end = findLineEnd(raw, at);
    const line = raw.subarray(at, end);
    if (isDataLine(line)) lines.push(valueOf(line, DATA.length));
    else if (line.length > 0 && line[0] !== COLON) type = readType(line) ?? type;
    // A CR LF pair leaves an empty line behind here, which holds no field.
    at = end + 1;
  }
  const [first, ...more] = lines;
  if (first === undefined) return { data: null, type };
  return { data: more.length === 0 ? first : joinLines(lines), type };
}

function findLineEnd(raw: Buffer, from: number): number {
  let at = from;
  while (at < raw.length && raw[at] !== LF && raw[at] !== CR) at += 1;
  return at;
}

/** `data: …`, or the bare name, which is an empty value. */
function isDataLine(line: Buffer): boolean {
  const isNamed = line[0] === DATA[0] && line[1] === DATA[1] && line[2] === DATA[2] && line[3] === DATA[3];
  return isNamed && (line[4] === COLON || line.length === DATA.length);
}

/** The rest of a line after the colon at this offset, less one space. */
function valueOf(line: Buffer, colon: number): Buffer {
  return line.subarray(colon + (line[colon + 1] === SPACE ? 2 : 1));
}

function readType(line: Buffer): string | null {
  const match = /^event(?:: ?(.*))?$/s.exec(line.toString());
  return match === null ? null : (match[1] ?? '');
}

function joinLines(lines: Buffer[]): Buffer {
  return Buffer.from(lines.map((line) => line.toString('latin1')).join('\n'), 'latin1');
}
