/**
 * `POST /v1/images/generations` and `POST /v1/images/edits`, OpenAI's wire: a prompt in, pictures out. Only what decides
 * model, money and streaming is validated; every other field is the provider's to judge.
 */
import { countTextTokens } from '@turnpike/domain/token-count';
import { ApiError } from '@turnpike/errors/api-error';
import { z } from 'zod';
import { answersJsonOnly, type MediaSpec, takesNoFiles, textField, type UploadedFile } from '../media.js';
import type { InferenceOperation } from '../operation.js';
import { endUserOf, parameterError } from '../validation.js';
import { IMAGE_WAYS, imageBounds, partImageUsage, readImageUsage } from './images-media.js';

const MOST_IMAGES = 10;
const MOST_PREVIEWS = 3;
const MOST_PROMPT_LENGTH = 32_000;
const MOST_PIXELS_TEXT = /^(auto|\d{1,5}x\d{1,5})$/;

const model = z.string('must be a string').min(1, 'must not be empty').max(200, 'must have at most 200 characters');
const prompt = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .max(MOST_PROMPT_LENGTH, `must have at most ${MOST_PROMPT_LENGTH} characters`);
const size = z.string('must be a string').regex(MOST_PIXELS_TEXT, "must be 'auto' or like '1024x1024'").nullish();
const images = z
  .int('must be an integer')
  .min(1, 'must be at least 1')
  .max(MOST_IMAGES, `must be at most ${MOST_IMAGES}`);
const previews = z
  .int('must be an integer')
  .min(0, 'must be at least 0')
  .max(MOST_PREVIEWS, `must be at most ${MOST_PREVIEWS}`);

const GenerationBody = z.looseObject({
  model,
  prompt,
  size,
  n: images.nullish(),
  partial_images: previews.nullish(),
  stream: z.boolean('must be true or false').nullish(),
});

/** A form has texts only. */
const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));
const EditForm = z.looseObject({
  model,
  prompt,
  size,
  n: z.string().transform(number).pipe(images).optional(),
  partial_images: z.string().transform(number).pipe(previews).optional(),
  stream: z.enum(['true', 'false'], 'must be true or false').optional(),
});

const SHARED = {
  kind: 'inference',
  method: 'POST',
  units: ['image'],
  producesOutput: false,
  surface: null,
  errors: 'openai',
  countInputTokens: (body) => countTextTokens(textField(body, 'prompt') ?? ''),
  countOutputTokens: () => 0,
} as const satisfies Partial<InferenceOperation>;

const MEDIA = {
  ways: IMAGE_WAYS,
  boundsOf: imageBounds,
  isAnswer: answersJsonOnly,
  readUsage: readImageUsage,
  partUsage: partImageUsage,
};

export const imageGenerations: InferenceOperation & { readonly media: MediaSpec } = {
  ...SHARED,
  key: 'images.generations',
  path: '/v1/images/generations',
  summary: 'Create images from a prompt',
  media: { ...MEDIA, takes: 'json', checkFiles: takesNoFiles },

  parse(body) {
    const parsed = GenerationBody.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    return requestOf(body, { model: parsed.data.model, stream: parsed.data.stream === true });
  },
};

export const imageEdits: InferenceOperation & { readonly media: MediaSpec } = {
  ...SHARED,
  key: 'images.edits',
  path: '/v1/images/edits',
  summary: 'Change images by a prompt',
  media: { ...MEDIA, takes: 'multipart', checkFiles: checkImages },

  parse(body) {
    const parsed = EditForm.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    return requestOf(body, { model: parsed.data.model, stream: parsed.data.stream === 'true' });
  },
};

/** Pictures to start from; a mask and a markup may be beside them. */
const IMAGE_PARTS = new Set(['image', 'image[]']);
const KNOWN_PARTS = new Set([...IMAGE_PARTS, 'mask', 'markup']);
const MOST_INPUT_IMAGES = 16;

function checkImages(files: readonly UploadedFile[]): ApiError | null {
  const stranger = files.find(({ field }) => !KNOWN_PARTS.has(field));
  if (stranger !== undefined) return badFile(stranger.field, 'is not a file of this operation');
  const count = files.filter(({ field }) => IMAGE_PARTS.has(field)).length;
  if (count === 0) return badFile('image', 'must be a file');
  return count > MOST_INPUT_IMAGES ? badFile('image', `must be at most ${MOST_INPUT_IMAGES} files`) : null;
}

function badFile(param: string, what: string): ApiError {
  return new ApiError('invalid_parameter', { message: `Invalid value: '${param}' ${what}.`, param });
}

function requestOf(
  body: Parameters<InferenceOperation['parse']>[0],
  { model: name, stream }: { model: string; stream: boolean },
) {
  return {
    model: name,
    stream,
    wantsUsageEvent: true,
    endUser: endUserOf(body),
    maxOutputTokens: 0,
    choices: 1,
    body,
  };
}
