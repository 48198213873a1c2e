/**
 * The meter of a stream of chat or legacy completions that passes as bytes. Shown every relayed event, changes none, never throws. Events are parsed only
 * until the first output, and afterwards only when their bytes hold a usage that isn't null or the word `error` as a
 * JSON string: inside a text both have backslashes before their quotes and don't match.
 */
import type { FinishReason } from '@turnpike/dialects/answer';
import { readUsage } from '@turnpike/dialects/openai-chat/usage';
import { NO_USAGE } from '@turnpike/domain/usage';
import type { Usage } from '@turnpike/domain/usage';
import type { FailureContext, StreamTap, StreamVerdict, UpstreamFailure, UsageReport } from '../provider-adapter.js';
import type { SseEvent } from '../sse.js';
import { DeliveredOutput, forEachOutput, parseChunk } from './delivered-output.js';
import { classifyStreamError } from './errors.js';

const USAGE_KEY = Buffer.from('"usage"');
const ERROR_WORD = Buffer.from('"error"');
const DONE = '[DONE]';
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COLON = 0x3a;
const SPACE = 0x20;
const QUOTE = 0x22;
const LETTER_E = 0x65;
const LETTER_N = 0x6e;
const LETTER_U = 0x75;

/** Events with output whose size is measured exactly, to know what an event weighs without its text. */
const MEASURED_EVENTS = 2;
/** An event up to this size is looked through here: two searches by Node would cost several times as much. */
const SMALL_EVENT_BYTES = 1_024;
/** Few texts have more tokens than one per three bytes in events that carry several tokens each. */
const BYTES_PER_UNIT = 3;

/** A tap for one attempt's stream. */
export class ChatStreamTap implements StreamTap {
  contentSeen = false;
  doneSeen = false;
  /** Its events pass as bytes. */
  readonly deltas = [];
  private readonly context: FailureContext;
  private readonly output: DeliveredOutput;
  private report: UsageReport = { usage: null, fault: null };
  private streamFailure: UpstreamFailure | null = null;
  private units = 0;
  private measured = 0;
  private envelopeBytes = Infinity;

  constructor(context: FailureContext) {
    this.context = context;
    this.output = new DeliveredOutput(context);
  }

  onEvent(event: SseEvent): StreamVerdict {
    const data = event.data();
    const isError = event.type() === 'error';
    if (data === null || (data.length === 0 && !isError)) return 'forward';
    if (data[0] === OPEN_BRACKET && data.toString().trim() === DONE) {
      this.doneSeen = true;
      return 'done';
    }
    const mustRead = isError || this.measured < MEASURED_EVENTS || this.report.usage !== null || !looksWhole(data);
    if (mustRead || holdsUsageOrError(data)) return this.inspect(data, isError);
    this.units += Math.max(1, Math.ceil((data.length - this.envelopeBytes) / BYTES_PER_UNIT));
    this.output.keep(data);
    return 'forward';
  }

  usage(): Usage | null {
    return this.report.usage;
  }

  usageFault(): string | null {
    return this.report.fault;
  }

  estimatedUsage(promptTokens: number): Usage {
    return { ...NO_USAGE, inputTokens: promptTokens, outputTokens: this.output.tokens() };
  }

  outputUnitsSoFar(): number {
    const { usage } = this.report;
    if (usage === null) return this.units;
    return usage.outputTokens + usage.reasoningTokens + usage.audioOutputTokens + usage.imageOutputTokens;
  }

  deliveredText(): string {
    return this.output.text();
  }

  finishReasonSeen(): boolean {
    return this.output.finishReasonSeen();
  }

  finishReason(): FinishReason | null {
    return this.output.finishReason();
  }

  failure(): UpstreamFailure | null {
    return this.streamFailure;
  }

  private inspect(data: Buffer, isError: boolean): StreamVerdict {
    const chunk = parseChunk(data);
    const error: unknown = chunk?.error ?? null;
    const isGarbage = chunk === null && data.toString().trim() !== '';
    if (isError || error !== null || isGarbage) {
      // Its text is the provider's excuse, not output.
      this.streamFailure = classifyStreamError(error ?? chunk, this.context);
      return 'error';
    }
    if (chunk === null) return 'forward';
    const hasReport = chunk.usage !== undefined && chunk.usage !== null;
    if (hasReport) this.report = readUsage(chunk.usage, true);
    if (hasReport && Array.isArray(chunk.choices) && chunk.choices.length === 0) return 'usage_only';
    const hasOutput = this.measure(chunk, data.length);
    // Some vendors report with the first chunk what they know by then: the prompt.
    if (hasOutput && !hasReport && this.report.usage !== null) {
      this.report = { usage: null, fault: 'output after the usage' };
    }
    this.output.keep(data);
    return 'forward';
  }

  private measure(chunk: Readonly<Record<string, unknown>>, dataBytes: number): boolean {
    let textBytes = 0;
    forEachOutput(chunk, (_lane, text) => {
      textBytes += Buffer.byteLength(text);
    });
    if (textBytes === 0) return false;
    this.contentSeen = true;
    this.measured += 1;
    this.envelopeBytes = Math.min(this.envelopeBytes, dataBytes - textBytes);
    this.units += Math.max(1, Math.ceil(textBytes / BYTES_PER_UNIT));
    return true;
  }
}

/** Told by its ends alone: a look inside costs what passing bytes on is to save. */
function looksWhole(data: Buffer): boolean {
  return data[0] === OPEN_BRACE && data[data.length - 1] === CLOSE_BRACE;
}

/** False only when there is surely neither a usage but null nor the word `error`. */
function holdsUsageOrError(data: Buffer): boolean {
  if (data.length <= SMALL_EVENT_BYTES && !opensWithTheirLetters(data)) return false;
  return hasUsage(data) || data.includes(ERROR_WORD);
}

/** Whether any string in it begins as one of the two words does. */
function opensWithTheirLetters(data: Buffer): boolean {
  for (let at = data.length - 2; at >= 0; at -= 1) {
    if (data[at] === QUOTE && (data[at + 1] === LETTER_E || data[at + 1] === LETTER_U)) return true;
  }
  return false;
}

/** As OpenAI ends every chunk but the last. At the end of an object it can only be a member of that object. */
const NO_USAGE_YET = Buffer.from('"usage":null}');

/** False only when there is surely no usage but null: one `"usage":null`, or none at all. */
function hasUsage(data: Buffer): boolean {
  if (endsWith(data, NO_USAGE_YET)) return false;
  const first = data.indexOf(USAGE_KEY);
  if (first < 0) return false;
  let at = first + USAGE_KEY.length;
  while (data[at] === SPACE || data[at] === COLON) at += 1;
  return data[at] !== LETTER_N || data.includes(USAGE_KEY, at);
}

function endsWith(data: Buffer, ending: Buffer): boolean {
  const offset = data.length - ending.length;
  for (let at = 0; at < ending.length; at += 1) if (data[offset + at] !== ending[at]) return false;
  return true;
}
