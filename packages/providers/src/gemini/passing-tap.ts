/**
 * The meter of a stream whose bytes pass as they are. Google reports in every event what was used so far, so that once
 * there is output only the last report counts: events wait as the bytes they are, and of the last one alone its report is
 * read, when somebody asks. Where that doesn't tell, and where text is asked for, all that waits is read.
 */
import type { FinishReason } from '@turnpike/dialects/answer';
import { readUsageMetadata } from '@turnpike/dialects/gemini/usage';
import { parseObject } from '@turnpike/dialects/json';
import { OUTPUT_BUCKETS, outputTokensOf, type Usage } from '@turnpike/domain/usage';
import type { ConversationTap } from '../conversation-tap.js';
import { findLastMember } from '../json-scan.js';
import { KeptBytes } from '../kept-bytes.js';
import type { StreamTap, StreamVerdict, UpstreamFailure } from '../provider-adapter.js';
import { SseEvent } from '../sse.js';

const USAGE_KEY = Buffer.from('"usageMetadata"');
const FINISH_KEY = Buffer.from('"finishReason"');
/** Within a text they would have backslashes before their quotes. An event with one of them is read at once. */
const READ_AT_ONCE = ['"error"', '"finishMessage"', '"promptFeedback"', 'FINISH_REASON_UNSPECIFIED'].map((word) =>
  Buffer.from(word),
);
const FINISH = /^"finishReason"\s*:\s*"[A-Z]/;
const FINISH_BYTES = 40;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
/** Events kept unread. */
const MOST_WAITING_BYTES = 64 * 1_024;

export class PassingTap implements StreamTap {
  readonly deltas = [];
  private readonly createTap: () => ConversationTap;
  private tap: ConversationTap;
  private isContentSeen = false;
  private isEnded = false;
  private readonly waiting = new KeptBytes(MOST_WAITING_BYTES);
  /** Of the last event that waits; undefined while it wasn't looked at. */
  private lastReport: Usage | null | undefined;
  private lastHasEnd = false;
  /** What was used by the events that were let go unread. */
  private base: Usage | null = null;

  constructor(createTap: () => ConversationTap) {
    this.createTap = createTap;
    this.tap = createTap();
  }

  get contentSeen(): boolean {
    return this.isContentSeen || this.tap.contentSeen;
  }

  get doneSeen(): boolean {
    return this.tap.doneSeen;
  }

  onEvent(event: SseEvent): StreamVerdict {
    const data = event.data();
    const end = data !== null && this.contentSeen ? endIn(data) : 'unclear';
    if (data === null || end === 'unclear') {
      this.readWaiting();
      return this.tap.onEvent(event);
    }
    if (!this.keep(event.raw)) {
      this.readWaiting();
      return this.tap.onEvent(event);
    }
    this.lastReport = undefined;
    this.lastHasEnd = end === 'end';
    this.isEnded ||= this.lastHasEnd;
    return 'forward';
  }

  usage(): Usage | null {
    const report = this.reportThatWaits();
    if (report !== null) return report;
    this.readWaiting();
    return this.tap.usage();
  }

  usageFault(): string | null {
    this.readWaiting();
    return this.tap.usageFault();
  }

  estimatedUsage(promptTokens: number): Usage {
    this.readWaiting();
    const since = this.tap.estimatedUsage(promptTokens);
    const { base } = this;
    if (base === null || outputTokensOf(since) >= outputTokensOf(base)) return since;
    const usage = { ...base };
    for (const bucket of OUTPUT_BUCKETS) usage[bucket] += since[bucket];
    return usage;
  }

  outputUnitsSoFar(): number {
    const usage = this.usage();
    if (usage !== null) return outputTokensOf(usage);
    return this.tap.outputUnitsSoFar() + (this.base === null ? 0 : outputTokensOf(this.base));
  }

  deliveredText(): string {
    this.readWaiting();
    return this.tap.deliveredText();
  }

  finishReasonSeen(): boolean {
    return this.isEnded || this.tap.finishReasonSeen();
  }

  finishReason(): FinishReason | null {
    this.readWaiting();
    return this.tap.finishReason();
  }

  failure(): UpstreamFailure | null {
    return this.tap.failure();
  }

  /** False for an event that is larger than all that may wait. */
  private keep(raw: Buffer): boolean {
    if (this.waiting.add(raw)) return true;
    this.letGo();
    return this.waiting.add(raw);
  }

  /** Null: nothing waits, or the last report alone doesn't tell whether it counts the text beside it. */
  private reportThatWaits(): Usage | null {
    if (this.lastReport !== undefined) return this.lastReport;
    const last = this.waiting.last();
    if (last === null) return null;
    const usage = readReport(new SseEvent(last).data() ?? last);
    const counts = usage !== null && (this.lastHasEnd || outputTokensOf(usage) > usage.reasoningTokens);
    return (this.lastReport = counts ? usage : null);
  }

  private readWaiting(): void {
    for (const raw of this.forgetWaiting()) this.tap.onEvent(new SseEvent(raw));
  }

  /** Where the last report tells all, nobody needs what came before it. */
  private letGo(): void {
    const report = this.reportThatWaits();
    if (report === null) return this.readWaiting();
    const last = this.forgetWaiting().at(-1);
    this.base = report;
    this.isContentSeen = true;
    this.isEnded ||= this.tap.finishReasonSeen();
    this.tap = this.createTap();
    if (last !== undefined) this.tap.onEvent(new SseEvent(last));
  }

  /** What waited, until the next event comes. */
  private forgetWaiting(): Buffer[] {
    this.lastReport = undefined;
    this.lastHasEnd = false;
    return this.waiting.drain();
  }
}

/** Whether an event says why a choice ended; `unclear` where it must be read to say anything. */
function endIn(data: Buffer): 'end' | 'none' | 'unclear' {
  if (data[0] !== OPEN_BRACE || data[data.length - 1] !== CLOSE_BRACE || !data.includes(USAGE_KEY)) return 'unclear';
  if (READ_AT_ONCE.some((word) => data.includes(word))) return 'unclear';
  const finish = data.indexOf(FINISH_KEY);
  if (finish < 0) return 'none';
  return FINISH.test(data.toString('latin1', finish, finish + FINISH_BYTES)) ? 'end' : 'unclear';
}

/** Null where it can't be proven to be the event's own, and where it can't be billed from. */
function readReport(data: Buffer): Usage | null {
  const slice = findLastMember(data, USAGE_KEY);
  const metadata = slice === null ? null : parseObject(slice.toString());
  return metadata === null ? null : readUsageMetadata(metadata).usage;
}
