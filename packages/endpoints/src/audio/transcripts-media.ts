/** What transcripts are priced by: the seconds of the recording, or the tokens of sound and text. */
import type { DeliveredMedia } from '@turnpike/domain/delivered-media';
import type { PricingWays } from '@turnpike/domain/pricing';
import { countTextTokens } from '@turnpike/domain/token-count';
import { inputTokensOf, NO_USAGE, outputTokensOf, type Usage } from '@turnpike/domain/usage';
import { ApiError } from '@turnpike/errors/api-error';
import {
  lacksMeasure,
  type MediaAnswer,
  type MediaCall,
  type MediaEvidence,
  type MediaReading,
  textField,
  type UploadedFile,
} from '../media.js';
import { measureSeconds, mostSeconds, secondsText } from './sound-length.js';
import { soundTokensRead } from './sound-tokens.js';

export const TRANSCRIPT_WAYS: PricingWays = [['second'], ['input_token', 'output_token']];

/** Text of the fastest speech, five words a second of two tokens each. */
const MOST_TEXT_TOKENS_PER_SECOND = 10;

/** One recording, as `file`. */
export function checkRecording(files: readonly UploadedFile[]): ApiError | null {
  const stranger = files.find(({ field }) => field !== 'file');
  if (stranger !== undefined) return badFile(stranger.field, 'is not a file of this operation');
  if (files.length > 1) return badFile('file', 'must be one file');
  return files[0] === undefined || files[0].bytes === 0 ? badFile('file', 'must be a file that is not empty') : null;
}

function badFile(param: string, what: string): ApiError {
  return new ApiError('invalid_parameter', { message: `Invalid value: '${param}' ${what}.`, param });
}

/** The most a recording can use. */
export function transcriptBounds({ body, files }: MediaCall) {
  const seconds = files.reduce((sum, file) => sum + mostSeconds(file), 0);
  return {
    inputTokens: Buffer.byteLength(textField(body, 'prompt') ?? '') + soundTokensRead(seconds),
    outputTokens: seconds * MOST_TEXT_TOKENS_PER_SECOND,
    seconds,
  };
}

/** Captions and plain text are answers too. */
export function isTranscript(contentType: string): boolean {
  return /^(text\/|application\/(x-subrip|octet-stream))/i.test(contentType);
}

/** What wasn't reported is measured from the recording, and counted from the text. */
export async function readTranscriptUsage(
  { body, files: [file] }: MediaCall,
  { answer, reported, measures }: MediaEvidence,
): Promise<MediaReading> {
  const known = reported ?? NO_USAGE;
  const lacksTokens = measures.has('token') && lacksMeasure(reported, inputTokensOf(known) + outputTokensOf(known));
  const lacksTime = measures.has('second') && lacksMeasure(reported, Number(known.seconds));
  if (file === undefined || (!lacksTokens && !lacksTime)) return { usage: known, source: 'provider' };
  const measured = known.seconds === '0' ? await measureSeconds(file) : { seconds: known.seconds, isMeasured: true };
  const usage = {
    ...known,
    ...(lacksTime ? { seconds: measured.seconds } : {}),
    ...(lacksTokens
      ? {
          inputTokens: countTextTokens(textField(body, 'prompt') ?? ''),
          audioInputTokens: soundTokensRead(Number(measured.seconds)),
          outputTokens: countTextTokens(transcriptOf(answer)),
        }
      : {}),
  };
  return { usage, source: lacksTokens || !measured.isMeasured ? 'estimated' : 'provider' };
}

/** As much of the recording as its text takes when it is spoken fast: the rest may not have been heard. */
export function partTranscriptUsage({ body, files }: MediaCall, { text, earlierTextTokens }: DeliveredMedia): Usage {
  const outputTokens = earlierTextTokens + countTextTokens(text);
  const longest = files.reduce((sum, file) => sum + mostSeconds(file), 0);
  const seconds = Math.min(outputTokens / MOST_TEXT_TOKENS_PER_SECOND, longest);
  return {
    ...NO_USAGE,
    inputTokens: countTextTokens(textField(body, 'prompt') ?? ''),
    audioInputTokens: soundTokensRead(seconds),
    outputTokens,
    seconds: secondsText(seconds),
  };
}

function transcriptOf({ json, bytes }: MediaAnswer): string {
  if (json === null) return bytes.toString();
  return typeof json.text === 'string' ? json.text : '';
}
