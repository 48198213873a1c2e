import * as check from '../openai/check.js';
import { isObject, missing, refuse, wrongType, type Body, type Parsed } from '../openai/fields.js';
import { invalidRequest, type OpenAiError } from '../openai/openai-error.js';

/** A request to say a text. */
export interface SpeechRequest {
  model: string;
  input: string;
  format: 'mp3' | 'wav' | 'pcm';
  speed: number;
  /** Whether the sound comes in server-sent events. */
  sse: boolean;
}

const FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'];
const MAX_INPUT_CHARS = 4_096;
const MIN_SPEED = 0.25;
const MAX_SPEED = 4;

/** Checks a request as OpenAI does. No encoder of compressed sound is here, so that MP3 has the length but is silent. */
export function parseSpeechRequest(body: unknown): Parsed<SpeechRequest> {
  if (!isObject(body)) return refuse(invalidRequest('The body must be a JSON object.', null));
  const error =
    check.model(body) ?? check.text(body.input, 'input', MAX_INPUT_CHARS) ?? checkVoice(body.voice) ?? checkForm(body);
  if (error !== undefined) return refuse(error);
  return {
    ok: true,
    request: {
      model: body.model as string,
      input: body.input as string,
      format: (body.response_format ?? 'mp3') as SpeechRequest['format'],
      speed: (body.speed ?? 1) as number,
      sse: body.stream_format === 'sse',
    },
  };
}

function checkVoice(voice: unknown): OpenAiError | undefined {
  if (voice === undefined || voice === null) {
    return missing('voice');
  }
  const isNamed = typeof voice === 'string' ? voice !== '' : isObject(voice) && typeof voice.id === 'string';
  return isNamed ? undefined : wrongType('voice', 'a string', voice);
}

function checkForm(body: Body): OpenAiError | undefined {
  const error =
    check.choice(body.response_format, 'response_format', FORMATS) ??
    check.choice(body.stream_format, 'stream_format', ['sse', 'audio']) ??
    check.number(body, 'speed', [MIN_SPEED, MAX_SPEED]);
  if (error !== undefined) return error;
  const format = (body.response_format ?? 'mp3') as string;
  if (['mp3', 'wav', 'pcm'].includes(format)) return undefined;
  const message = `response_format '${format}' is not supported by this model; use 'mp3', 'wav' or 'pcm'.`;
  return invalidRequest(message, 'response_format', 'unsupported_value');
}
