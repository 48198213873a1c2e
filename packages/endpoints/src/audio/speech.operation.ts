/**
 * `POST /v1/audio/speech`, OpenAI's wire: text in, sound out. Priced by characters, by tokens or by the seconds made; only
 * characters are known before.
 */
import { countTextTokens } from '@turnpike/domain/token-count';
import type { DeliveredMedia } from '@turnpike/domain/delivered-media';
import { inputTokensOf, NO_USAGE, outputTokensOf, type Usage } from '@turnpike/domain/usage';
import { z } from 'zod';
import {
  lacksMeasure,
  type MediaCall,
  type MediaEvidence,
  type MediaReading,
  type MediaSpec,
  takesNoFiles,
  textField,
} from '../media.js';
import type { InferenceOperation, JsonObject } from '../operation.js';
import { endUserOf, parameterError } from '../validation.js';
import { fewestSeconds, measureSecondsBy, secondsText, type Sound, SPEECH_BYTES_PER_SECOND } from './sound-length.js';
import { soundTokensMade } from './sound-tokens.js';

const MOST_CHARACTERS = 4096;
const [SLOWEST, FASTEST] = [0.25, 4];
/** A hundred words of five letters and a blank a minute: slower speech is not made at speed 1. */
const FEWEST_CHARACTERS_PER_SECOND = 8;

const SpeechBody = z.looseObject({
  model: z.string('must be a string').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  input: z
    .string('must be a string')
    .min(1, 'must not be empty')
    .max(MOST_CHARACTERS, `must have at most ${MOST_CHARACTERS} characters`),
  instructions: z
    .string('must be a string')
    .max(MOST_CHARACTERS, `must have at most ${MOST_CHARACTERS} characters`)
    .nullish(),
  speed: z
    .number('must be a number')
    .min(SLOWEST, `must be at least ${SLOWEST}`)
    .max(FASTEST, `must be at most ${FASTEST}`)
    .nullish(),
  stream_format: z.enum(['sse', 'audio'], "must be 'sse' or 'audio'").nullish(),
});

const media: MediaSpec = {
  takes: 'json',
  ways: [['character'], ['input_token', 'audio_output_token'], ['second']],
  checkFiles: takesNoFiles,
  boundsOf,
  isAnswer: (contentType) => /^(audio\/|application\/octet-stream)/i.test(contentType),
  readUsage,
  partUsage,
  isRelayed: true,
};

export const speech: InferenceOperation & { readonly media: MediaSpec } = {
  kind: 'inference',
  key: 'audio.speech',
  method: 'POST',
  path: '/v1/audio/speech',
  summary: 'Say a text',
  units: ['character'],
  producesOutput: false,
  surface: null,
  errors: 'openai',
  media,

  parse(body) {
    const parsed = SpeechBody.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    const { model, stream_format } = parsed.data;
    return {
      model,
      stream: stream_format === 'sse',
      wantsUsageEvent: true,
      endUser: endUserOf(body),
      maxOutputTokens: 0,
      choices: 1,
      body,
    };
  },

  countInputTokens(body) {
    return countTextTokens(saidIn(body));
  },

  countOutputTokens() {
    return 0;
  },
};

function saidIn(body: JsonObject): string {
  return `${textField(body, 'input') ?? ''}${textField(body, 'instructions') ?? ''}`;
}

/** As people count them: a letter beyond the basic plane is one. */
function charactersOf(body: JsonObject): number {
  return Array.from(textField(body, 'input') ?? '').length;
}

function speedOf({ speed }: JsonObject): number {
  return typeof speed === 'number' ? speed : 1;
}

function boundsOf({ body }: MediaCall) {
  const characters = charactersOf(body);
  const seconds = Math.ceil(characters / FEWEST_CHARACTERS_PER_SECOND / Math.min(speedOf(body), 1)) + 1;
  return { inputTokens: Buffer.byteLength(saidIn(body)), outputTokens: soundTokensMade(seconds), characters, seconds };
}

async function readUsage({ body }: MediaCall, evidence: MediaEvidence): Promise<MediaReading> {
  const { answer, reported, measures } = evidence;
  const known = { ...(reported ?? NO_USAGE), characters: charactersOf(body) };
  const lacksTokens = measures.has('token') && lacksMeasure(reported, inputTokensOf(known) + outputTokensOf(known));
  const lacksTime = measures.has('second') && lacksMeasure(reported, Number(known.seconds));
  if (!lacksTokens && !lacksTime) return { usage: known, source: 'provider' };
  const { seconds, isMeasured } = await soundSeconds(body, answer);
  const usage = {
    ...known,
    ...(lacksTime ? { seconds } : {}),
    ...(lacksTokens
      ? { inputTokens: countTextTokens(saidIn(body)), audioOutputTokens: soundTokensMade(Number(seconds)) }
      : {}),
  };
  return { usage, source: lacksTokens || !isMeasured ? 'estimated' : 'provider' };
}

/** So many of the characters as the slowest speech would have said in that time. */
function partUsage({ body }: MediaCall, { soundHead, soundBytes }: DeliveredMedia): Usage {
  const seconds = fewestSeconds(soundOf(soundHead.slice(0, 1), ''), soundBytes);
  const said = Math.floor(seconds * FEWEST_CHARACTERS_PER_SECOND * Math.min(speedOf(body), 1));
  return {
    ...NO_USAGE,
    inputTokens: countTextTokens(saidIn(body)),
    audioOutputTokens: soundTokensMade(seconds),
    characters: Math.min(said, charactersOf(body)),
    seconds: secondsText(seconds),
  };
}

function soundSeconds(body: JsonObject, { bytes, contentType, soundBytes = bytes.length }: MediaEvidence['answer']) {
  // OpenAI's `pcm` has no header.
  if (body.response_format === 'pcm') {
    return Promise.resolve({ seconds: secondsText(soundBytes / SPEECH_BYTES_PER_SECOND), isMeasured: true });
  }
  return measureSecondsBy(soundOf([bytes], contentType), soundBytes);
}

function soundOf(pieces: readonly Uint8Array[], mediaType: string): Sound {
  const chunks = pieces.map((piece) => Buffer.from(piece.buffer, piece.byteOffset, piece.length));
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { chunks, bytes, mediaType, fileName: '' };
}
