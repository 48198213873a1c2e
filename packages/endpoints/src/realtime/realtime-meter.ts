/**
 * Reads one realtime session as it passes. Parsed is what says something about usage or failure; of everything else the
 * first bytes are looked at. What was delivered of a response that wasn't reported yet is counted low, for sessions that
 * break off: sound by its length, a token for each piece of text.
 */
import { isRecord, parseObject } from '@turnpike/dialects/json';
import { NO_USAGE, TOKEN_BUCKETS, type Usage } from '@turnpike/domain/usage';
import { soundTokensMade } from '../audio/sound-tokens.js';
import type { JsonObject } from '../operation.js';
import type { SessionEvent, SessionMeter } from '../session.js';
import { readResponseUsage, readTranscriptUsage } from './realtime-usage.js';

/** What a response delivered while its report is out. */
interface Delivered {
  soundBytes: number;
  pieces: number;
}

const CREATED = 'response.created';
const DONE = 'response.done';
const TRANSCRIBED = 'conversation.item.input_audio_transcription.completed';
const FAILED = 'error';
/** Types that are looked for wherever they stand in a message, as JSON texts: in another text their marks are escaped. */
const READ_TYPES = [CREATED, DONE, TRANSCRIBED, FAILED];
const READ_NAMES = READ_TYPES.map((type) => Buffer.from(`"${type}"`));

/** A message whose type stands first, or behind its id, as OpenAI's do. */
const TYPE_AHEAD = /^\s*\{\s*(?:"event_id"\s*:\s*"[^"\\]*"\s*,\s*)?"type"\s*:\s*"([\w.]+)"/;
const RESPONSE_ID = /"response_id"\s*:\s*"([\w-]+)"/;
const HEAD_BYTES = 320;
/** Blanks before and after a message are looked through this far. */
const EDGE_BYTES = 64;
const SOUND = /^response\.(?:output_)?audio\.delta$/;
const PIECE = /^response\..+\.delta$/;
const DELTA = Buffer.from('"delta"');
const QUOTE = 0x22;
/** OpenAI's own format, 24 kHz of 16 bits, in base64. Of G.711 this counts a part. */
const BASE64_BYTES_PER_SECOND = (24_000 * 2 * 4) / 3;

const OTHER: SessionEvent = { kind: 'other' };
const METERED: SessionEvent = { kind: 'metered' };
const GARBAGE: SessionEvent = { kind: 'garbage' };

export class RealtimeMeter implements SessionMeter {
  private reported: Usage = NO_USAGE;
  /** Delivered by responses that ended without a report. */
  private unreported: Usage = NO_USAGE;
  private readonly running = new Map<string, Delivered>();

  get isAnswering(): boolean {
    return this.running.size > 0;
  }

  get isReported(): boolean {
    return !this.isAnswering && this.unreported === NO_USAGE;
  }

  onEvent(event: Buffer): SessionEvent {
    if (!looksLikeObject(event)) return GARBAGE;
    const head = event.toString('latin1', 0, HEAD_BYTES);
    const type = TYPE_AHEAD.exec(head)?.[1] ?? null;
    if (type !== null && PIECE.test(type)) return this.onPiece(event, type, head);
    const isRead = type === null ? READ_NAMES.some((name) => event.includes(name)) : READ_TYPES.includes(type);
    if (!isRead) return OTHER;
    const json = parseObject(event.toString());
    return json === null ? GARBAGE : this.onRead(json);
  }

  usage(): Usage {
    return [...this.running.values()].map(usageOf).reduce(addTokens, addTokens(this.reported, this.unreported));
  }

  private onRead(json: JsonObject): SessionEvent {
    const response = isRecord(json.response) ? json.response : {};
    const id = String(response.id);
    switch (json.type) {
      case CREATED:
        this.running.set(id, { soundBytes: 0, pieces: 0 });
        return METERED;
      case DONE:
        this.onDone(id, readResponseUsage(response.usage));
        return METERED;
      case TRANSCRIBED:
        this.reported = addTokens(this.reported, readTranscriptUsage(json.usage) ?? NO_USAGE);
        return METERED;
      case FAILED:
        return { kind: 'failure', event: json };
      default:
        return OTHER;
    }
  }

  private onDone(id: string, usage: Usage | null): void {
    const delivered = this.running.get(id);
    this.running.delete(id);
    if (usage !== null) this.reported = addTokens(this.reported, usage);
    else if (delivered !== undefined && (delivered.pieces > 0 || delivered.soundBytes > 0)) {
      this.unreported = addTokens(this.unreported, usageOf(delivered));
    }
  }

  private onPiece(event: Buffer, type: string, head: string): SessionEvent {
    const delivered = this.running.get(RESPONSE_ID.exec(head)?.[1] ?? '');
    if (delivered === undefined) return OTHER;
    if (SOUND.test(type)) delivered.soundBytes += lengthOfDelta(event);
    else delivered.pieces += 1;
    return METERED;
  }
}

function addTokens(some: Usage, more: Usage): Usage {
  const sum = { ...some };
  for (const bucket of TOKEN_BUCKETS) sum[bucket] += more[bucket];
  return sum;
}

function usageOf({ soundBytes, pieces }: Delivered): Usage {
  const audioOutputTokens = soundTokensMade(soundBytes / BASE64_BYTES_PER_SECOND);
  return { ...NO_USAGE, outputTokens: pieces, audioOutputTokens };
}

/** Of base64, in which nothing is escaped. */
function lengthOfDelta(event: Buffer): number {
  const name = event.indexOf(DELTA);
  const start = name === -1 ? -1 : event.indexOf(QUOTE, name + DELTA.length);
  const end = start === -1 ? -1 : event.indexOf(QUOTE, start + 1);
  return end === -1 ? 0 : end - start - 1;
}

/** Whether it begins and ends as one: messages that merely pass aren't parsed. */
function looksLikeObject(event: Buffer): boolean {
  const start = event.toString('latin1', 0, EDGE_BYTES).trimStart();
  const end = event.toString('latin1', Math.max(0, event.length - EDGE_BYTES)).trimEnd();
  return start.startsWith('{') && end.endsWith('}');
}
