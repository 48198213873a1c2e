/** What pictures are priced by, whether they are made or changed. */
import { countTextTokens } from '@turnpike/domain/token-count';
import type { DeliveredMedia } from '@turnpike/domain/delivered-media';
import type { PricingWays } from '@turnpike/domain/pricing';
import { inputTokensOf, NO_USAGE, outputTokensOf, type Usage } from '@turnpike/domain/usage';
import { type MediaCall, type MediaEvidence, type MediaReading, textField } from '../media.js';
import type { JsonObject } from '../operation.js';
import { imageOutputTokens, mostImageInputTokens, previewTokens } from './image-tokens.js';

/** Apiece, or by the tokens of prompt and pictures. */
export const IMAGE_WAYS: PricingWays = [['image'], ['input_token', 'image_output_token']];

/** Pictures asked for, and previews of each. */
export function askedImages({ body }: MediaCall): { images: number; previews: number } {
  return { images: wholeOf(body.n, 1), previews: wholeOf(body.partial_images, 0) };
}

function wholeOf(value: unknown, otherwise: number): number {
  const number = Number(value ?? otherwise);
  return Number.isSafeInteger(number) && number >= 0 ? number : otherwise;
}

/** The most a call for pictures can use. */
export function imageBounds(call: MediaCall) {
  const { images, previews } = askedImages(call);
  const { quality, size } = call.body;
  return {
    // A token is a byte of the prompt at least.
    inputTokens: Buffer.byteLength(textField(call.body, 'prompt') ?? '') + mostImageInputTokens(call.files.length),
    outputTokens: images * (imageOutputTokens(quality, size) + previewTokens(previews)),
    images,
  };
}

/** Pictures are counted in the answer; tokens that weren't reported are the vendor's table's. */
export function readImageUsage(call: MediaCall, { answer, reported, measures }: MediaEvidence): Promise<MediaReading> {
  const data = answer.json?.data;
  const counted = { ...(reported ?? NO_USAGE), images: Array.isArray(data) ? data.length : 0 };
  const hasTokens = inputTokensOf(counted) + outputTokensOf(counted) > 0 || reportsTokens(answer.json);
  // Apiece they are counted, which is as good as a report.
  if (hasTokens || !measures.has('token')) return Promise.resolve({ usage: counted, source: 'provider' });
  const { quality = call.body.quality, size = call.body.size } = answer.json ?? {};
  const usage = {
    ...counted,
    inputTokens: countTextTokens(textField(call.body, 'prompt') ?? ''),
    imageInputTokens: mostImageInputTokens(call.files.length),
    imageOutputTokens: counted.images * imageOutputTokens(quality, size),
  };
  return Promise.resolve({ usage, source: 'estimated' });
}

/** Of pictures that didn't come whole, their previews. */
export function partImageUsage(call: MediaCall, delivered: DeliveredMedia): Usage {
  const { images, previews, quality, size } = delivered;
  return {
    ...NO_USAGE,
    inputTokens: countTextTokens(textField(call.body, 'prompt') ?? ''),
    imageInputTokens: mostImageInputTokens(call.files.length),
    imageOutputTokens: images * imageOutputTokens(quality, size) + previewTokens(previews),
    images,
  };
}

/** Zero reported is zero. */
function reportsTokens(json: JsonObject | null): boolean {
  const usage = json?.usage as { input_tokens?: unknown; output_tokens?: unknown } | null | undefined;
  return typeof usage?.input_tokens === 'number' && typeof usage.output_tokens === 'number';
}
