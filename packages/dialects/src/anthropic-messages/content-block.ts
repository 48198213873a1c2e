/** One block of a streamed message, as the events it comes to. */
import type { JsonObject } from '../dialect.js';

/** An event with its type on a line of its own, as this wire's SDKs demand. */
export function eventOf(payload: JsonObject & { type: string }): string {
  return `event: ${payload.type}\ndata: ${JSON.stringify(payload)}\n\n`;
}

const OPENERS = new Set(['{', '[']);
const CLOSERS = new Set(['}', ']']);

export class ContentBlock {
  readonly kind: 'text' | 'thinking' | 'redacted' | 'tool';
  /** Nothing more may be added. */
  isSealed = false;
  private readonly index: number;
  private readonly head: string;
  /** Events that haven't left yet. */
  private waiting: string;
  private depth = 0;
  private begun = false;
  private inText = false;
  private escaped = false;

  constructor(kind: ContentBlock['kind'], index: number, start: JsonObject) {
    this.kind = kind;
    this.index = index;
    this.head = `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":`;
    this.waiting = eventOf({ type: 'content_block_start', index, content_block: start });
  }

  addText(text: string): void {
    this.add(`{"type":"text_delta","text":${JSON.stringify(text)}}`);
  }

  addThinking(thinking: string): void {
    this.add(`{"type":"thinking_delta","thinking":${JSON.stringify(thinking)}}`);
  }

  addSignature(signature: string): void {
    this.add(`{"type":"signature_delta","signature":${JSON.stringify(signature)}}`);
  }

  addInput(json: string): void {
    for (const character of json) this.follow(character);
    this.add(`{"type":"input_json_delta","partial_json":${JSON.stringify(json)}}`);
  }

  /** The events so far that haven't left. */
  take(): string {
    const { waiting } = this;
    this.waiting = '';
    return waiting;
  }

  stop(): string {
    return eventOf({ type: 'content_block_stop', index: this.index });
  }

  /** A text ends where something else begins; a call only with its JSON, since calls may come side by side. */
  get mayEnd(): boolean {
    return this.kind !== 'tool' || (this.begun && this.depth <= 0);
  }

  private add(delta: string): void {
    this.waiting += `${this.head}${delta}}\n\n`;
  }

  private follow(character: string): void {
    if (this.inText) {
      if (this.escaped) this.escaped = false;
      else if (character === '\\') this.escaped = true;
      else if (character === '"') this.inText = false;
    } else if (character === '"') this.inText = true;
    else if (OPENERS.has(character)) {
      this.depth += 1;
      this.begun = true;
    } else if (CLOSERS.has(character)) this.depth -= 1;
  }
}
