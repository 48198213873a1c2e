/**
 * What OpenAI's realtime wire reports. There cached tokens are inside the text's, the sound's and the pictures', and all
 * of them inside the input; here no token is in two buckets, or it would be billed twice. Zero reported is zero; missing
 * or absurd is null.
 */
import { isRecord } from '@turnpike/dialects/json';
import { countOf } from '@turnpike/dialects/reading';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';

type Details = Readonly<Record<string, unknown>>;

/** The usage of one response. */
export function readResponseUsage(report: unknown): Usage | null {
  if (!isRecord(report)) return null;
  const [input, output] = [countOf(report.input_tokens), countOf(report.output_tokens)];
  if (input === null || output === null) return null;
  const made = detailsOf(report.output_token_details);
  const audioOutputTokens = Math.min(countOf(made.audio_tokens) ?? 0, output);
  const reasoningTokens = Math.min(countOf(made.reasoning_tokens) ?? 0, output - audioOutputTokens);
  const outputTokens = output - audioOutputTokens - reasoningTokens;
  const read = readInput(input, detailsOf(report.input_token_details));
  return { ...NO_USAGE, ...read, outputTokens, reasoningTokens, audioOutputTokens };
}

/**
 * The usage of one transcript of what the caller said. One that is measured by its length uses nothing beside the
 * session's own time: null.
 */
export function readTranscriptUsage(report: unknown): Usage | null {
  if (!isRecord(report) || report.type === 'duration') return null;
  const [input, output] = [countOf(report.input_tokens), countOf(report.output_tokens)];
  if (input === null || output === null) return null;
  const audioInputTokens = Math.min(countOf(detailsOf(report.input_token_details).audio_tokens) ?? 0, input);
  return { ...NO_USAGE, inputTokens: input - audioInputTokens, audioInputTokens, outputTokens: output };
}

/** What isn't said to be sound or a picture is text. A cached token whose kind isn't said is text, while there is any. */
function readInput(input: number, details: Details): Partial<Usage> {
  const audio = Math.min(countOf(details.audio_tokens) ?? 0, input);
  const image = Math.min(countOf(details.image_tokens) ?? 0, input - audio);
  const text = input - audio - image;
  const kinds = detailsOf(details.cached_tokens_details);
  const said = { audio: countOf(kinds.audio_tokens) ?? 0, image: countOf(kinds.image_tokens) ?? 0 };
  const total = countOf(details.cached_tokens) ?? said.audio + said.image + (countOf(kinds.text_tokens) ?? 0);
  const cached = Math.min(total, input);
  let left = cached;
  const withoutCached = (tokens: number, most: number): number => {
    const taken = Math.min(tokens, most, left);
    left -= taken;
    return tokens - taken;
  };
  let audioInputTokens = withoutCached(audio, said.audio);
  let imageInputTokens = withoutCached(image, said.image);
  const inputTokens = withoutCached(text, text);
  audioInputTokens = withoutCached(audioInputTokens, audioInputTokens);
  imageInputTokens = withoutCached(imageInputTokens, imageInputTokens);
  return { inputTokens, cachedInputTokens: cached, audioInputTokens, imageInputTokens };
}

function detailsOf(value: unknown): Details {
  return isRecord(value) ? value : {};
}
