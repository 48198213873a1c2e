import * as check from '../openai/check.js';
import { isObject, refuse, type Body, type Parsed } from '../openai/fields.js';
import { invalidRequest, type OpenAiError } from '../openai/openai-error.js';
import type { PictureSize } from './png.js';

/** A request for pictures, made or edited. */
export interface ImageRequest {
  model: string;
  prompt: string;
  n: number;
  size: PictureSize;
  quality: 'low' | 'medium' | 'high';
  background: 'transparent' | 'opaque';
  stream: boolean;
  partialImages: number;
}

const SIZES: Readonly<Record<string, PictureSize>> = {
  '1024x1024': { width: 1_024, height: 1_024 },
  '1536x1024': { width: 1_536, height: 1_024 },
  '1024x1536': { width: 1_024, height: 1_536 },
};
const QUALITIES = ['auto', 'low', 'medium', 'high'];
const BACKGROUNDS = ['auto', 'opaque', 'transparent'];
const MODERATIONS = ['auto', 'low'];
const FIDELITIES = ['high', 'low'];
const MAX_PROMPT_CHARS = 32_000;
const KNOWN = new Set([
  'background',
  'model',
  'moderation',
  'n',
  'output_compression',
  'output_format',
  'partial_images',
  'prompt',
  'quality',
  'size',
  'stream',
  'user',
]);
const KNOWN_OF_EDITS = new Set([...KNOWN, 'input_fidelity']);

/** Checks a request as OpenAI's `gpt-image-1` does. Only PNG is drawn here, so no other format is to be had. */
export function parseImageRequest(fields: unknown, kind: 'generation' | 'edit'): Parsed<ImageRequest> {
  if (!isObject(fields)) return refuse(invalidRequest('The body must be a JSON object.', null));
  const error =
    check.known(fields, kind === 'edit' ? KNOWN_OF_EDITS : KNOWN) ??
    check.text(fields.prompt, 'prompt', MAX_PROMPT_CHARS) ??
    checkChoices(fields) ??
    checkNumbers(fields) ??
    checkStream(fields);
  if (error !== undefined) return refuse(error);
  const quality = fields.quality ?? 'auto';
  return {
    ok: true,
    request: {
      model: typeof fields.model === 'string' && fields.model !== '' ? fields.model : 'gpt-image-1',
      prompt: fields.prompt as string,
      n: (fields.n ?? 1) as number,
      size: SIZES[fields.size as string] ?? { width: 1_024, height: 1_024 },
      quality: quality === 'auto' ? 'medium' : (quality as ImageRequest['quality']),
      background: fields.background === 'transparent' ? 'transparent' : 'opaque',
      stream: fields.stream === true,
      partialImages: (fields.partial_images ?? 0) as number,
    },
  };
}

/** What a form says as text is a number or a flag in JSON. */
export function fromForm(fields: Body): Record<string, unknown> {
  const typed: Record<string, unknown> = { ...fields };
  for (const name of ['n', 'output_compression', 'partial_images']) {
    const value = fields[name];
    if (typeof value === 'string' && /^-?\d{1,9}$/.test(value)) typed[name] = Number(value);
  }
  if (fields.stream === 'true' || fields.stream === 'false') typed.stream = fields.stream === 'true';
  return typed;
}

function checkChoices(fields: Body): OpenAiError | undefined {
  const format = fields.output_format ?? 'png';
  if (format === 'jpeg' || format === 'webp') {
    return invalidRequest(
      `'${format}' is not supported by this model: it draws PNG.`,
      'output_format',
      'unsupported_value',
    );
  }
  return (
    check.choice(fields.output_format, 'output_format', ['png', 'jpeg', 'webp']) ??
    check.choice(fields.size, 'size', ['auto', ...Object.keys(SIZES)]) ??
    check.choice(fields.quality, 'quality', QUALITIES) ??
    check.choice(fields.background, 'background', BACKGROUNDS) ??
    check.choice(fields.moderation, 'moderation', MODERATIONS) ??
    check.choice(fields.input_fidelity, 'input_fidelity', FIDELITIES)
  );
}

function checkNumbers(fields: Body): OpenAiError | undefined {
  return (
    check.integer(fields, 'n', { min: 1, max: 10 }) ??
    check.integer(fields, 'output_compression', { min: 0, max: 100 }) ??
    check.integer(fields, 'partial_images', { min: 0, max: 3 })
  );
}

function checkStream({ stream, n }: Body): OpenAiError | undefined {
  const error = check.flag(stream, 'stream');
  if (error !== undefined || stream !== true || (n ?? 1) === 1) return error;
  return invalidRequest("Streaming is only supported with 'n' of 1.", 'n', 'unsupported_value');
}
