/**
 * The meter of a stream of pictures, of a transcript or of speech. Its events carry pictures of megabytes in base64: those
 * are passed over, and the rest of an event is parsed. Never throws.
 */
import { isRecord, parseObject } from '@turnpike/dialects/json';
import type { DeliveredMedia } from '@turnpike/domain/delivered-media';
import { countTextTokens } from '@turnpike/domain/token-count';
import { COUNT_BUCKETS, NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { type JsonMember, readMembers } from '../json-scan.js';
import type { FailureContext, MediaTap, StreamVerdict, UpstreamFailure } from '../provider-adapter.js';
import type { SseEvent } from '../sse.js';
import { classifyStreamError } from './errors.js';
import { readImageUsage, readTranscriptUsage } from './media-usage.js';

const DONE = Buffer.from('[DONE]');
/** An event that is larger is looked at without its picture. */
const LARGE_BYTES = 16 * 1024;
const PICTURE_KEY = 'b64_json';
/** A transcript that is longer is counted and let go. */
const MOST_TEXT_LENGTH = 192 * 1024;
/** Of sound, so much is kept: its format says how long so many bytes last. */
const HEAD_BYTES = 64 * 1024;

export class MediaStreamTap implements MediaTap {
  contentSeen = false;
  doneSeen = false;
  readonly deltas = [];
  private readonly context: FailureContext;
  private report: Usage | null = null;
  private error: UpstreamFailure | null = null;
  private isEnded = false;
  private images = 0;
  private previews = 0;
  private quality: string | null = null;
  private size: string | null = null;
  private readonly soundHead: Buffer[] = [];
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
    const json = readEvent(data);
    if (json === null && data.toString().trim() === '') return 'forward';
    if (json === null || json.type === 'error' || isRecord(json.error)) {
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
    const { images, previews, quality, size, soundHead, soundBytes, text, tokensLetGo: earlierTextTokens } = this;
    return { images, previews, quality, size, soundHead, soundBytes, text, earlierTextTokens };
  }

  finishReasonSeen(): boolean {
    return this.isEnded;
  }

  failure(): UpstreamFailure | null {
    return this.error;
  }

  private read(json: Readonly<Record<string, unknown>>): void {
    switch (json.type) {
      case 'image_generation.partial_image':
      case 'image_edit.partial_image':
        this.contentSeen = true;
        this.previews += 1;
        return this.look(json);
      case 'image_generation.completed':
      case 'image_edit.completed':
        this.contentSeen = true;
        this.images += 1;
        this.previews = 0;
        this.look(json);
        return this.end(isRecord(json.usage) ? readImageUsage({ ...json, data: [{}] }).usage : null);
      case 'transcript.text.delta':
        return this.addText(json.delta);
      case 'transcript.text.segment':
        this.contentSeen = true;
        return;
      case 'transcript.text.done':
        this.takeWholeText(json.text);
        return this.end(readTranscriptUsage(json).usage);
      case 'speech.audio.delta':
        return this.addSound(json.audio);
      case 'speech.audio.done':
        return this.end(speechUsage(json));
    }
  }

  private look({ quality, size }: Readonly<Record<string, unknown>>): void {
    if (typeof quality === 'string') this.quality = quality;
    if (typeof size === 'string') this.size = size;
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

  private takeWholeText(text: unknown): void {
    if (typeof text !== 'string') return;
    this.text = text;
    this.tokensLetGo = 0;
  }

  private addSound(audio: unknown): void {
    if (typeof audio !== 'string' || audio === '') return;
    this.contentSeen = true;
    const room = HEAD_BYTES - this.soundBytes;
    if (room > 0) this.soundHead.push(Buffer.from(audio, 'base64').subarray(0, room));
    this.soundBytes += Buffer.byteLength(audio, 'base64');
  }
}

/** An event without its picture, if it has one. Null: it is no JSON object. */
function readEvent(data: Buffer): Readonly<Record<string, unknown>> | null {
  const members = data.length < LARGE_BYTES ? null : readMembers(data);
  if (members === null) return parseObject(data.toString());
  const written = ({ valueStart, valueEnd, rawKey }: JsonMember): string =>
    `"${rawKey}":${data.toString('utf8', valueStart, valueEnd)}`;
  const others = members.filter(({ rawKey }) => rawKey !== PICTURE_KEY);
  return parseObject(`{${others.map(written).join(',')}}`);
}

/** Its output is sound. */
function speechUsage(json: Readonly<Record<string, unknown>>): Usage | null {
  const { usage } = readTranscriptUsage(json);
  if (usage === null) return null;
  const { inputTokens, audioInputTokens, outputTokens } = usage;
  return { ...NO_USAGE, inputTokens: inputTokens + audioInputTokens, audioOutputTokens: outputTokens };
}
