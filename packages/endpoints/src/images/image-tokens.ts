/**
 * How many tokens pictures are, by the vendor's published tables (OpenAI, "Image generation: cost and latency" and
 * "Images and vision: calculating costs"): for holds, and for providers that bill by tokens and report none.
 */

/** Tokens of a square of 1024 pixels by quality; other sizes cost by their area. */
const DEAREST = 4160;
const TOKENS_PER_SQUARE: ReadonlyMap<unknown, number> = new Map([
  ['low', 272],
  ['medium', 1056],
  ['high', DEAREST],
]);
const SQUARE_PIXELS = 1024 * 1024;
/** The largest of the usual sizes, for who leaves it to the model. */
const LARGEST_PIXELS = 1024 * 1536;
const MOST_SIDE = 16_384;

/** Each preview of a picture that is still being made. */
const TOKENS_PER_PREVIEW = 100;
/** A picture that is read: shortest side 512 pixels, three tiles at most, and the surcharge of high fidelity. */
const MOST_INPUT_TOKENS = 65 + 3 * 129 + 6144;

/** Output tokens of one picture; of an unknown quality those of the dearest in the table. */
export function imageOutputTokens(quality: unknown, size: unknown): number {
  const perSquare = TOKENS_PER_SQUARE.get(quality) ?? DEAREST;
  return Math.ceil((perSquare * pixelsOf(size)) / SQUARE_PIXELS);
}

/** Output tokens of the previews of one picture. */
export function previewTokens(count: number): number {
  return count * TOKENS_PER_PREVIEW;
}

/** The most input tokens that so many pictures can be. */
export function mostImageInputTokens(images: number): number {
  return images * MOST_INPUT_TOKENS;
}

function pixelsOf(size: unknown): number {
  const match = typeof size === 'string' ? /^(\d{1,5})x(\d{1,5})$/.exec(size) : null;
  if (match === null) return LARGEST_PIXELS;
  return Math.min(Number(match[1]), MOST_SIDE) * Math.min(Number(match[2]), MOST_SIDE);
}
