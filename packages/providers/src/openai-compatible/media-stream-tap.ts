/**
 * The meter of a stream of pictures, of a transcript or of speech. Events carry megabytes in base64, so one is parsed only
 * where it says something that is billed. Never throws.
 */
import { isRecord, parseObject } from '@turnpike/dialects/json';
import { countTextTokens } from '@turnpike/domain/token-count';
import { COUNT_BUCKETS, NO_USAGE, type Usage } from '@turnpike/domain/usage';
import type { FailureContext, StreamTap, StreamVerdict, UpstreamFailure } from '../provider-adapter.js';
import type { SseEvent } from '../sse.js';
import { classifyStreamError } from './errors.js';
import { readImageUsage, readTranscriptUsage } from './media-usage.js';

const DONE = Buffer.from('[DONE]');
const ERROR = Buffer.from('"error"');
/** Of an event with a picture, its type is looked for and the rest left alone. */
const PREVIEW = /"type"\s*:\s*"image_(?:generation|edit)\.partial_image"/;
const LARGE_BYTES = 64 * 1024;
const TYPE_WITHIN_BYTES = 512;
/** A transcript that is longer is counted and let go. */
const MOST_TEXT_LENGTH = 192 * 1024;

/** What such a stream delivered, for who has to measure it: see `MediaAnswer` of the endpoints. */
export interface DeliveredMedia {
  /** Whole pictures. */
  readonly images: number;
  /** Bytes of sound. */
  readonly soundBytes: number;
  readonly text: string;
}

export class MediaStreamTap implements StreamTap {
  contentSeen = false;
  doneSeen = false;
  readonly deltas = [];
  private readonly context: FailureContext;
  private report: Usage | null = null;
  private error: UpstreamFailure | null = null;
  private isEnded = false;
  private images = 0;
  private soundBytes = 0;
  private text = '';
  private tokensLetGo = 0;

  constructor(context: FailureContext) {
    this.context = context;
  }

  onEvent(event: SseEvent): StreamVerdict {
    const data = event.data();
    if (data === null) return 'forward';
    if (data.equals(DONE)) {
      this.doneSeen = true;
      return 'done';
    }
    if (isPreview(data)) {
      this.contentSeen = true;
      return 'forward';
    }
    const json = parseObject(data.toString());
    if (json === null) return 'forward';
    if (data.includes(ERROR) && (json.type === 'error' || isRecord(json.error))) {
      this.error = classifyStreamError(json, this.context);
      return 'error';
    }
    this.read(json);
    return 'forward';
  }

  usage(): Usage | null {
    return this.report;
  }

  usageFault(): string | null {
    return null;
  }

  /** Tokens of text alone: pictures and sound are measured by their operation, from {@link delivered}. */
  estimatedUsage(promptTokens: number): Usage {
    const outputTokens = this.tokensLetGo + countTextTokens(this.text);
    return { ...NO_USAGE, inputTokens: promptTokens, outputTokens, images: this.images };
  }

  outputUnitsSoFar(): number {
    return this.images + Math.ceil(this.text.length / 3);
  }

  deliveredText(): string {
    return this.text;
  }

  delivered(): DeliveredMedia {
    const { images, soundBytes, text } = this;
    return { images, soundBytes, text };
  }

  finishReasonSeen(): boolean {
    return this.isEnded;
  }

  failure(): UpstreamFailure | null {
    return this.error;
  }

  private read(json: Readonly<Record<string, unknown>>): void {
    switch (json.type) {
      case 'image_generation.completed':
      case 'image_edit.completed':
        this.images += 1;
        this.contentSeen = true;
        return this.end(readImageUsage({ ...json, data: [{}] }).usage);
      case 'transcript.text.delta':
        return this.addText(json.delta);
      case 'transcript.text.segment':
        this.contentSeen = true;
        return;
      case 'transcript.text.done':
        return this.end(readTranscriptUsage(json).usage);
      case 'speech.audio.delta':
        return this.addSound(json.audio);
      case 'speech.audio.done':
        return this.end(speechUsage(json));
    }
  }

  /** Of several pictures each says what it took. */
  private end(usage: Usage | null): void {
    this.isEnded = true;
    if (usage === null) return;
    const sum = { ...usage };
    for (const bucket of COUNT_BUCKETS) sum[bucket] += this.report?.[bucket] ?? 0;
    this.report = sum;
  }

  private addText(delta: unknown): void {
    if (typeof delta !== 'string' || delta === '') return;
    this.contentSeen = true;
    this.text += delta;
    if (this.text.length <= MOST_TEXT_LENGTH) return;
    this.tokensLetGo += countTextTokens(this.text);
    this.text = '';
  }

  private addSound(audio: unknown): void {
    if (typeof audio !== 'string' || audio === '') return;
    this.contentSeen = true;
    this.soundBytes += Buffer.byteLength(audio, 'base64');
  }
}

function isPreview(data: Buffer): boolean {
  if (data.length < LARGE_BYTES) return false;
  const ends = data.toString('latin1', 0, TYPE_WITHIN_BYTES) + data.toString('latin1', data.length - TYPE_WITHIN_BYTES);
  return PREVIEW.test(ends);
}

/** Its output is sound. */
function speechUsage(json: Readonly<Record<string, unknown>>): Usage | null {
  const { usage } = readTranscriptUsage(json);
  if (usage === null) return null;
  const { inputTokens, audioInputTokens, outputTokens } = usage;
  return { ...NO_USAGE, inputTokens: inputTokens + audioInputTokens, audioOutputTokens: outputTokens };
}
