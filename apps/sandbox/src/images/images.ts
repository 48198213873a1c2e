import { NO_TOKENS, type TokenNumbers } from '../deliveries/delivery.js';
import type { Exchange } from '../exchange/exchange.js';
import { followSteering, sendSteered } from '../exchange/follow-steering.js';
import { readFormBody } from '../exchange/read-form-body.js';
import type { Frame } from '../exchange/rendering.js';
import { missing } from '../openai/fields.js';
import { invalidRequest } from '../openai/openai-error.js';
import { mediaEvent, sendMediaEvents } from '../openai/send-media-events.js';
import { withoutSteering } from '../steering/parse-steering.js';
import { fromForm, parseImageRequest, type ImageRequest } from './image-request.js';
import { imageUsage, type ImageUsage } from './image-usage.js';
import { drawPng, pictureSize, type PictureSize } from './png.js';

const HEAD_BYTES = 64 * 1024;
const MAX_SOURCES = 16;

/** `POST /v1/images/generations`; steered by the prompt. */
export async function answerGenerations(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseImageRequest(body.value, 'generation');
  if (!parsed.ok) return exchange.refuse(parsed.error);
  await answerImages(exchange, parsed.request, { sources: [], event: 'image_generation' });
}

/** `POST /v1/images/edits`: of the pictures that come, their sizes are all that is looked at. */
export async function answerEdits(exchange: Exchange): Promise<void> {
  const heads: { field: string; head: Buffer }[] = [];
  const fields = await readFormBody(exchange, ({ field }) => {
    const file = { field, head: Buffer.alloc(0) };
    heads.push(file);
    return (bytes) => {
      if (file.head.length < HEAD_BYTES) file.head = Buffer.concat([file.head, bytes]);
    };
  });
  if (fields === undefined) return;
  const parsed = parseImageRequest(fromForm(fields), 'edit');
  if (!parsed.ok) return exchange.refuse(parsed.error);
  const images = heads.filter(({ field }) => field === 'image' || field === 'image[]');
  if (images.length === 0) return exchange.refuse(missing('image'));
  const sizes = images.map(({ head }) => pictureSize(head));
  if (sizes.includes(undefined) || sizes.length > MAX_SOURCES) {
    const message = `Invalid image file: give 1 to ${MAX_SOURCES} in PNG or JPEG.`;
    return exchange.refuse(invalidRequest(message, 'image', 'invalid_image_file'));
  }
  await answerImages(exchange, parsed.request, { sources: sizes as PictureSize[], event: 'image_edit' });
}

async function answerImages(
  exchange: Exchange,
  request: ImageRequest,
  made: { sources: PictureSize[]; event: 'image_generation' | 'image_edit' },
): Promise<void> {
  const { delivery } = exchange;
  delivery.model = request.model;
  delivery.stream = request.stream;
  const steering = await followSteering(exchange, request.prompt, 'prompt');
  if (steering === undefined) return;
  const count = steering.images ?? request.n;
  const usage = imageUsage(request, count, made.sources);
  delivery.countedPromptTokens = usage.input_tokens;
  const subject = withoutSteering(request.prompt);
  const pictures = await Promise.all(
    Array.from({ length: count }, (_, index) => drawPng(`${subject} ${index}`, request.size)),
  );
  delivery.units.images = count;
  const reported = steering.omitUsage === true ? undefined : usage;
  const answer = { ...describe(request), data: pictures.map((png) => ({ b64_json: png.toString('base64') })) };
  if (!request.stream) {
    const body = { created: nowSeconds(), ...answer, ...(reported === undefined ? {} : { usage: reported }) };
    await sendSteered(exchange, body, { steering, usage: toTokens(usage) });
    return;
  }
  const frames = imageFrames(request, { event: made.event, pictures, usage: reported });
  await sendMediaEvents(exchange, frames, { steering, usage: toTokens(usage) });
}

/** Partial pictures, which are the picture each time, and the picture itself. */
function imageFrames(
  request: ImageRequest,
  { event, pictures, usage }: { event: string; pictures: Buffer[]; usage: ImageUsage | undefined },
): Frame[] {
  const piece = { strand: 'text', choice: 0, length: 0 } as const;
  const write = (type: string, fields: object): string =>
    `event: ${type}\n` + mediaEvent({ type, created_at: nowSeconds(), ...describe(request), ...fields });
  const b64_json = (pictures[0] ?? Buffer.alloc(0)).toString('base64');
  const partial = Array.from({ length: request.partialImages }, (_, index) => ({
    bytes: write(`${event}.partial_image`, { b64_json, partial_image_index: index }),
    piece,
  }));
  const whole = write(`${event}.completed`, { b64_json, ...(usage === undefined ? {} : { usage }) });
  return [...partial, { bytes: whole, piece, usage: usage !== undefined }];
}

function describe({ background, quality, size }: ImageRequest): object {
  return { background, output_format: 'png', quality, size: `${size.width}x${size.height}` };
}

function toTokens(usage: ImageUsage): TokenNumbers {
  return {
    ...NO_TOKENS,
    promptTokens: usage.input_tokens,
    imageInputTokens: usage.input_tokens_details.image_tokens,
    completionTokens: usage.output_tokens,
    imageOutputTokens: usage.output_tokens_details.image_tokens,
  };
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}
