/** Usage of what isn't text alone: pictures, transcripts, rankings. Zero reported is zero; missing is null. */
import { isRecord } from '@turnpike/dialects/json';
import { countOf, recordOf } from '@turnpike/dialects/reading';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import type { UsageReport } from '../provider-adapter.js';

/** Longer than any recording that is taken. */
const MOST_SECONDS = 10_000_000;

/** Pictures are counted in the answer itself; tokens are reported by the models that are priced by them. */
export function readImageUsage(answer: unknown): UsageReport {
  if (!isRecord(answer) || !Array.isArray(answer.data)) return { usage: null, fault: 'the answer has no pictures' };
  const images = answer.data.filter(isRecord).length;
  const usage = recordOf(answer.usage);
  const [input, output] = [countOf(usage.input_tokens), countOf(usage.output_tokens)];
  if (input === null || output === null) return { usage: { ...NO_USAGE, images }, fault: null };
  const given = recordOf(usage.input_tokens_details);
  const made = recordOf(usage.output_tokens_details);
  const imageInput = Math.min(countOf(given.image_tokens) ?? 0, input);
  // What such a model writes is its pictures, unless it says otherwise.
  const text = Math.min(countOf(made.text_tokens) ?? 0, output);
  const tokens = {
    inputTokens: input - imageInput,
    imageInputTokens: imageInput,
    outputTokens: text,
    imageOutputTokens: output - text,
  };
  return { usage: { ...NO_USAGE, ...tokens, images }, fault: null };
}

/** By seconds or by tokens, as the model is priced; captions and plain text report nothing. */
export function readTranscriptUsage(answer: unknown): UsageReport {
  if (!isRecord(answer)) return { usage: null, fault: null };
  const usage = recordOf(answer.usage);
  const seconds = secondsOf(usage.seconds) ?? secondsOf(answer.duration);
  const [input, output] = [countOf(usage.input_tokens), countOf(usage.output_tokens)];
  if (input === null || output === null) {
    return seconds === null ? { usage: null, fault: 'no usage' } : { usage: { ...NO_USAGE, seconds }, fault: null };
  }
  const given = recordOf(usage.input_token_details);
  const text = Math.min(countOf(given.text_tokens) ?? 0, input);
  const tokens: Partial<Usage> = { inputTokens: text, audioInputTokens: input - text, outputTokens: output };
  return { usage: { ...NO_USAGE, ...tokens, seconds: seconds ?? '0' }, fault: null };
}

/** In searches, as Cohere counts and those who took over its shape; in tokens, as Jina does. */
export function readRerankUsage(answer: unknown): UsageReport {
  if (!isRecord(answer)) return { usage: null, fault: 'the answer is no JSON object' };
  const billed = recordOf(recordOf(answer.meta).billed_units);
  const searches = countOf(billed.search_units);
  const tokens = countOf(recordOf(answer.usage).total_tokens) ?? countOf(billed.input_tokens);
  if (searches === null && tokens === null) return { usage: null, fault: 'no usage' };
  return { usage: { ...NO_USAGE, inputTokens: tokens ?? 0, searches: searches ?? 0 }, fault: null };
}

/** A number, or a decimal text, as a decimal string. */
function secondsOf(value: unknown): string | null {
  const seconds = typeof value === 'string' && /^\d{1,8}(?:\.\d{1,9})?$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= MOST_SECONDS)) return null;
  return typeof value === 'string' ? value : seconds.toFixed(6).replace(/\.?0+$/, '');
}
