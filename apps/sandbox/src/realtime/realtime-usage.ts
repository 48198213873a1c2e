import { NO_TOKENS, type TokenNumbers } from '../deliveries/delivery.js';
import type { Steering } from '../steering/steering.js';
import type { PromptTokens } from './conversation.js';

/** What an answer cost; the prompt kind by kind, and how much of each kind came from a cache. */
export interface RealtimeUsage {
  read: PromptTokens;
  cached: PromptTokens;
  writtenText: number;
  spoken: number;
}

/** What was planned, kind by kind. A prompt whose size is told is all text; a cache holds text first, then sound. */
export function realtimeUsage(planned: TokenNumbers, counted: PromptTokens, steering: Steering): RealtimeUsage {
  const isTold = steering.promptTokens !== undefined;
  const read = isTold ? { text: planned.promptTokens, audio: 0, image: 0 } : counted;
  const text = Math.min(planned.cachedTokens, read.text);
  const audio = Math.min(planned.cachedTokens - text, read.audio);
  const cached = { text, audio, image: planned.cachedTokens - text - audio };
  const spoken = planned.audioOutputTokens;
  return { read, cached, writtenText: planned.completionTokens - spoken, spoken };
}

/** The `usage` of a response. */
export function toUsage({ read, cached, writtenText, spoken }: RealtimeUsage): object {
  const input = sum(read);
  const details = ({ text, audio, image }: PromptTokens) => ({
    text_tokens: text,
    audio_tokens: audio,
    image_tokens: image,
  });
  return {
    total_tokens: input + writtenText + spoken,
    input_tokens: input,
    output_tokens: writtenText + spoken,
    input_token_details: { ...details(read), cached_tokens: sum(cached), cached_tokens_details: details(cached) },
    output_token_details: { text_tokens: writtenText, audio_tokens: spoken },
  };
}

/** The same in the account's words: sound and pictures as far as they weren't cached. */
export function toNumbers({ read, cached, writtenText, spoken }: RealtimeUsage): TokenNumbers {
  return {
    ...NO_TOKENS,
    promptTokens: sum(read),
    completionTokens: writtenText + spoken,
    cachedTokens: sum(cached),
    audioInputTokens: read.audio - cached.audio,
    imageInputTokens: read.image - cached.image,
    audioOutputTokens: spoken,
  };
}

function sum({ text, audio, image }: PromptTokens): number {
  return text + audio + image;
}
