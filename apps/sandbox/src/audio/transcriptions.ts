import { splitIntoPieces } from '../answer/reply.js';
import { NO_TOKENS } from '../deliveries/delivery.js';
import type { Exchange } from '../exchange/exchange.js';
import { followSteering, sendSteered } from '../exchange/follow-steering.js';
import { readFormBody } from '../exchange/read-form-body.js';
import type { Frame } from '../exchange/rendering.js';
import { sendBytes } from '../exchange/send-bytes.js';
import { missing } from '../openai/fields.js';
import { invalidRequest } from '../openai/openai-error.js';
import { mediaEvent, sendMediaEvents } from '../openai/send-media-events.js';
import type { Steering } from '../steering/steering.js';
import { defaultTranscript, segmentsOver, toSrt, toVtt, wordsOver } from './transcript.js';
import { parseTranscription, type TranscriptionRequest } from './transcription-request.js';
import { WavLength } from './wav-length.js';

type Kind = 'transcription' | 'translation';

/** `POST /v1/audio/transcriptions`. */
export function answerTranscriptions(exchange: Exchange): Promise<void> {
  return answerRecording(exchange, 'transcription');
}

/** `POST /v1/audio/translations`. */
export function answerTranslations(exchange: Exchange): Promise<void> {
  return answerRecording(exchange, 'translation');
}

/** Steered by the form's `prompt`. The recording passes by; nothing but its length is kept. */
async function answerRecording(exchange: Exchange, kind: Kind): Promise<void> {
  const files: WavLength[] = [];
  const fields = await readFormBody(exchange, ({ field }) => {
    const length = new WavLength();
    if (field === 'file') files.push(length);
    return (bytes) => {
      length.push(bytes);
    };
  });
  if (fields === undefined) return;
  const parsed = parseTranscription(fields, kind);
  if (!parsed.ok) return exchange.refuse(parsed.error);
  const { request } = parsed;
  exchange.delivery.model = request.model;
  exchange.delivery.stream = request.stream;
  if (files[0] === undefined) return exchange.refuse(missing('file'));
  const { seconds } = files[0];
  if (seconds === undefined) {
    const message = 'The audio file could not be decoded or its format is not supported: this model hears WAV.';
    return exchange.refuse(invalidRequest(message, 'file', 'invalid_value'));
  }
  const steering = await followSteering(exchange, request.prompt, 'prompt');
  if (steering === undefined) return;
  await sendTranscript(exchange, { request, kind, seconds, steering });
}

interface Heard {
  request: TranscriptionRequest;
  kind: Kind;
  seconds: number;
  steering: Steering;
}

async function sendTranscript(exchange: Exchange, heard: Heard): Promise<void> {
  const { request, seconds, steering } = heard;
  const text = steering.reply ?? defaultTranscript(seconds);
  exchange.prepare({ text, thoughts: '', tools: '' }, 1);
  exchange.delivery.units.seconds = seconds;
  if (request.stream && request.model !== 'whisper-1') {
    return sendMediaEvents(exchange, textFrames(text, heard), { steering, usage: NO_TOKENS });
  }
  if (request.format === 'json')
    return sendSteered(exchange, { text, ...usageOf(heard) }, { steering, usage: NO_TOKENS });
  if (request.format === 'verbose_json') {
    return sendSteered(exchange, verbose(text, heard), { steering, usage: NO_TOKENS });
  }
  const segments = segmentsOver(text, seconds);
  const written = { text: `${text}\n`, srt: toSrt(segments), vtt: toVtt(segments) }[request.format];
  const type = request.format === 'vtt' ? 'text/vtt; charset=utf-8' : 'text/plain; charset=utf-8';
  return sendBytes(exchange, { bytes: Buffer.from(written), type }, { steering });
}

function verbose(text: string, heard: Heard): object {
  const { request, kind, seconds } = heard;
  const { words, segments } = request;
  return {
    task: kind === 'translation' ? 'translate' : 'transcribe',
    language: kind === 'translation' ? 'english' : (request.language ?? 'english'),
    duration: seconds,
    text,
    ...(segments ? { segments: segmentsOver(text, seconds).map(toSegment) } : {}),
    ...(words
      ? { words: wordsOver(text, seconds).map((word) => ({ word: word.text, start: word.start, end: word.end })) }
      : {}),
    ...usageOf(heard),
  };
}

function toSegment(spoken: { start: number; end: number; text: string }, id: number): object {
  const { start, end, text } = spoken;
  const guesses = { temperature: 0, avg_logprob: -0.1, compression_ratio: 1, no_speech_prob: 0 };
  return { id, seek: 0, start, end, text: ` ${text}`, tokens: [], ...guesses };
}

function textFrames(text: string, heard: Heard): Frame[] {
  const deltas = splitIntoPieces(text, undefined).map((delta) => ({
    bytes: mediaEvent({ type: 'transcript.text.delta', delta }),
    piece: { strand: 'text', choice: 0, length: delta.length } as const,
  }));
  return [...deltas, { bytes: mediaEvent({ type: 'transcript.text.done', text, ...usageOf(heard) }) }];
}

/** Billed by the second, begun ones whole. */
function usageOf({ seconds, steering }: Heard): object {
  return steering.omitUsage === true ? {} : { usage: { type: 'duration', seconds: Math.ceil(seconds) } };
}
