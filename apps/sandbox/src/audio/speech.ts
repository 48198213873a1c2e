import { countTextTokens } from '@turnpike/domain/token-count';
import { NO_TOKENS } from '../deliveries/delivery.js';
import type { Exchange } from '../exchange/exchange.js';
import { followSteering } from '../exchange/follow-steering.js';
import { sendBytes } from '../exchange/send-bytes.js';
import type { Frame } from '../exchange/rendering.js';
import { mediaEvent, sendMediaEvents } from '../openai/send-media-events.js';
import { withoutSteering } from '../steering/parse-steering.js';
import { silentMp3 } from './silent-mp3.js';
import { parseSpeechRequest, type SpeechRequest } from './speech-request.js';
import { sayAsTones, secondsToSay, wavHeader } from './wav.js';

const TYPES = { mp3: 'audio/mpeg', wav: 'audio/wav', pcm: 'audio/pcm' } as const;
/** Tokens of sound a second, as OpenAI counts what `gpt-4o-mini-tts` says. */
const TOKENS_PER_SECOND = 20;
const PART_BYTES = 32 * 1024;

/** `POST /v1/audio/speech`; steered by the input. Usage is reported in events alone: bare sound has no room for it. */
export async function answerSpeech(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseSpeechRequest(body.value);
  if (!parsed.ok) return exchange.refuse(parsed.error);
  const { request } = parsed;
  const { delivery } = exchange;
  delivery.model = request.model;
  delivery.stream = request.sse;
  delivery.countedPromptTokens = countTextTokens(request.input);
  const steering = await followSteering(exchange, request.input, 'input');
  if (steering === undefined) return;
  const text = withoutSteering(request.input);
  delivery.units.characters = request.input.length;
  delivery.units.seconds = secondsToSay(text, request.speed);
  const sound = makeSound(text, request);
  if (!request.sse) return sendBytes(exchange, { bytes: sound, type: TYPES[request.format] }, { steering });
  const promptTokens = steering.promptTokens ?? delivery.countedPromptTokens;
  const audioOutputTokens = Math.ceil(delivery.units.seconds * TOKENS_PER_SECOND);
  const usage = { ...NO_TOKENS, promptTokens, completionTokens: audioOutputTokens, audioOutputTokens };
  const reported = {
    input_tokens: promptTokens,
    output_tokens: audioOutputTokens,
    total_tokens: promptTokens + audioOutputTokens,
  };
  const frames = soundFrames(sound, steering.omitUsage === true ? undefined : reported);
  await sendMediaEvents(exchange, frames, { steering, usage });
}

function makeSound(text: string, { format, speed }: SpeechRequest): Buffer {
  if (format === 'mp3') return silentMp3(secondsToSay(text, speed));
  const samples = sayAsTones(text, speed);
  return format === 'pcm' ? samples : Buffer.concat([wavHeader(samples.length), samples]);
}

function soundFrames(sound: Buffer, usage: object | undefined): Frame[] {
  const piece = { strand: 'text', choice: 0, length: 0 } as const;
  const parts = Array.from({ length: Math.ceil(sound.length / PART_BYTES) }, (_, index) => {
    const audio = sound.subarray(index * PART_BYTES, (index + 1) * PART_BYTES).toString('base64');
    return { bytes: mediaEvent({ type: 'speech.audio.delta', audio }), piece };
  });
  const last = mediaEvent({ type: 'speech.audio.done', ...(usage === undefined ? {} : { usage }) });
  return [...parts, { bytes: last, usage: usage !== undefined }];
}
