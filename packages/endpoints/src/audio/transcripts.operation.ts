/**
 * `POST /v1/audio/transcriptions` and `POST /v1/audio/translations`, OpenAI's wire: a recording in, its text out. Only
 * what decides model, money and streaming is validated; every other field is the provider's to judge.
 */
import { countTextTokens } from '@turnpike/domain/token-count';
import { z } from 'zod';
import { type MediaSpec, textField } from '../media.js';
import type { InferenceOperation } from '../operation.js';
import { endUserOf, parameterError } from '../validation.js';
import {
  checkRecording,
  isTranscript,
  partTranscriptUsage,
  readTranscriptUsage,
  TRANSCRIPT_WAYS,
  transcriptBounds,
} from './transcripts-media.js';

/** A form has texts only. */
const TranscriptForm = z.looseObject({
  model: z.string('must be a string').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  prompt: z.string('must be a string').optional(),
  response_format: z.string('must be a string').optional(),
  stream: z.enum(['true', 'false'], 'must be true or false').optional(),
});

const media: MediaSpec = {
  takes: 'multipart',
  ways: TRANSCRIPT_WAYS,
  checkFiles: checkRecording,
  boundsOf: transcriptBounds,
  isAnswer: isTranscript,
  readUsage: readTranscriptUsage,
  partUsage: partTranscriptUsage,
};

function transcriptOperation(
  names: Pick<InferenceOperation, 'key' | 'path' | 'summary'>,
  canStream: boolean,
): InferenceOperation & { readonly media: MediaSpec } {
  return {
    ...names,
    kind: 'inference',
    method: 'POST',
    units: ['second'],
    producesOutput: false,
    surface: null,
    errors: 'openai',
    media,

    parse(body) {
      const parsed = TranscriptForm.safeParse(body);
      if (!parsed.success) return parameterError(parsed.error);
      const { model, stream } = parsed.data;
      return {
        model,
        stream: canStream && stream === 'true',
        wantsUsageEvent: true,
        endUser: endUserOf(body),
        maxOutputTokens: 0,
        choices: 1,
        body,
      };
    },

    countInputTokens(body) {
      return countTextTokens(textField(body, 'prompt') ?? '');
    },

    countOutputTokens(answer) {
      return countTextTokens(answer.toString());
    },
  };
}

export const transcriptions = transcriptOperation(
  { key: 'audio.transcriptions', path: '/v1/audio/transcriptions', summary: 'Transcribe a recording' },
  true,
);

export const translations = transcriptOperation(
  { key: 'audio.translations', path: '/v1/audio/translations', summary: 'Translate a recording into English' },
  false,
);
