/**
 * The meter of a stream whose bytes pass as they are. Once there is output, pieces of text and thought aren't parsed:
 * they wait as the bytes they are, until too many have gathered or somebody asks what was delivered. All else, and every
 * report among it, is read at once.
 */
import type { FinishReason } from '@turnpike/dialects/answer';
import type { Usage } from '@turnpike/domain/usage';
import type { ConversationTap } from '../conversation-tap.js';
import { KeptBytes } from '../kept-bytes.js';
import type { StreamTap, StreamVerdict, UpstreamFailure } from '../provider-adapter.js';
import { SseEvent } from '../sse.js';

/** Within a text both would have backslashes before their quotes. */
const DELTA = Buffer.from('{"type":"content_block_delta"');
const PIECES = [Buffer.from('"type":"text_delta"'), Buffer.from('"type":"thinking_delta"')];
const CLOSE_BRACE = 0x7d;
/** What such an event weighs without its text, rather too little than too much. */
const ENVELOPE_BYTES = 80;
/** Few texts have more tokens than one per three bytes in events that carry several tokens each. */
const BYTES_PER_UNIT = 3;
/** Events kept unparsed. */
const MOST_WAITING_BYTES = 64 * 1_024;

export class PassingTap implements StreamTap {
  readonly deltas = [];
  private readonly tap: ConversationTap;
  private readonly waiting = new KeptBytes(MOST_WAITING_BYTES);
  private waitingUnits = 0;
  private report: Usage | null = null;
  /** Output came after the last report, unread. */
  private isOutdated = false;

  constructor(tap: ConversationTap) {
    this.tap = tap;
  }

  get contentSeen(): boolean {
    return this.tap.contentSeen;
  }

  get doneSeen(): boolean {
    return this.tap.doneSeen;
  }

  onEvent(event: SseEvent): StreamVerdict {
    const data = event.data();
    if (data !== null && this.tap.contentSeen && isPieceOfText(data)) return this.keep(event, data.length);
    const verdict = this.tap.onEvent(event);
    if (this.tap.deltas.some(({ kind }) => kind === 'usage')) this.isOutdated = false;
    this.report = this.isOutdated ? null : this.tap.usage();
    return verdict;
  }

  usage(): Usage | null {
    return this.report;
  }

  usageFault(): string | null {
    return this.tap.usageFault();
  }

  estimatedUsage(promptTokens: number): Usage {
    this.fold();
    return this.tap.estimatedUsage(promptTokens);
  }

  outputUnitsSoFar(): number {
    return this.tap.outputUnitsSoFar() + (this.report === null ? this.waitingUnits : 0);
  }

  deliveredText(): string {
    this.fold();
    return this.tap.deliveredText();
  }

  finishReasonSeen(): boolean {
    return this.tap.finishReasonSeen();
  }

  finishReason(): FinishReason | null {
    return this.tap.finishReason();
  }

  failure(): UpstreamFailure | null {
    return this.tap.failure();
  }

  private keep(event: SseEvent, bytes: number): StreamVerdict {
    this.report = null;
    this.isOutdated = true;
    if (this.waiting.add(event.raw)) {
      this.waitingUnits += Math.max(1, Math.ceil((bytes - ENVELOPE_BYTES) / BYTES_PER_UNIT));
      return 'forward';
    }
    this.fold();
    return this.tap.onEvent(event);
  }

  /** The report is kept apart: what waited came before it. */
  private fold(): void {
    for (const raw of this.waiting.drain()) this.tap.onEvent(new SseEvent(raw));
    this.waitingUnits = 0;
  }
}

function isPieceOfText(data: Buffer): boolean {
  // What doesn't end as an object ends is none, and read at once to say so.
  if (data[data.length - 1] !== CLOSE_BRACE) return false;
  return data.subarray(0, DELTA.length).equals(DELTA) && PIECES.some((piece) => data.includes(piece));
}
