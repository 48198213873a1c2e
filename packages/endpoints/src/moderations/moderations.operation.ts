/** `POST /v1/moderations`, OpenAI's wire: texts and pictures in, what is wrong with them out. Nobody reports its usage. */
import { countTextTokens } from '@turnpike/domain/token-count';
import { NO_USAGE } from '@turnpike/domain/usage';
import { z } from 'zod';
import {
  answersJsonOnly,
  type MediaCall,
  type MediaEvidence,
  type MediaReading,
  type MediaSpec,
  takesNoFiles,
} from '../media.js';
import type { InferenceOperation, JsonObject } from '../operation.js';
import { endUserOf, parameterError } from '../validation.js';

const MOST_INPUTS = 2048;

const ModerationsBody = z.looseObject({
  model: z.string('must be a string').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  input: z.union(
    [
      z.string(),
      z.array(z.string()).min(1).max(MOST_INPUTS),
      z
        .array(z.looseObject({ type: z.string() }))
        .min(1)
        .max(MOST_INPUTS),
    ],
    'must be a text, an array of texts, or an array of parts',
  ),
});

const media: MediaSpec = {
  takes: 'json',
  ways: [['input_token']],
  checkFiles: takesNoFiles,
  boundsOf: ({ body }: MediaCall) => ({ inputTokens: Buffer.byteLength(textIn(body)), outputTokens: 0 }),
  isAnswer: answersJsonOnly,
  readUsage,
};

export const moderations: InferenceOperation & { readonly media: MediaSpec } = {
  kind: 'inference',
  key: 'moderations',
  method: 'POST',
  path: '/v1/moderations',
  summary: 'Check texts and images for what may be harmful',
  units: ['input_token'],
  producesOutput: false,
  surface: null,
  errors: 'openai',
  media,

  parse(body) {
    const parsed = ModerationsBody.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    const { model } = parsed.data;
    return {
      model,
      stream: false,
      wantsUsageEvent: false,
      endUser: endUserOf(body),
      maxOutputTokens: 0,
      choices: 1,
      body,
    };
  },

  countInputTokens(body) {
    return countTextTokens(textIn(body));
  },

  countOutputTokens() {
    return 0;
  },
};

function readUsage({ body }: MediaCall, { reported, measures }: MediaEvidence): Promise<MediaReading> {
  if (reported !== null) return Promise.resolve({ usage: reported, source: 'provider' });
  if (!measures.has('token')) return Promise.resolve({ usage: NO_USAGE, source: 'provider' });
  return Promise.resolve({ usage: { ...NO_USAGE, inputTokens: countTextTokens(textIn(body)) }, source: 'estimated' });
}

/** All that is text; pictures are checked without a price. */
function textIn({ input }: JsonObject): string {
  const items: unknown[] = Array.isArray(input) ? input : [input];
  return items.map((item) => (typeof item === 'string' ? item : partText(item))).join('\n');
}

function partText(part: unknown): string {
  const text = (part as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : '';
}
