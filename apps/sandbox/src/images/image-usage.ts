import { countTextTokens } from '@turnpike/domain/token-count';
import type { ImageRequest } from './image-request.js';
import type { PictureSize } from './png.js';

/** What pictures cost in tokens, as OpenAI publishes it for `gpt-image-1`: by quality, for square ones and others. */
const OUTPUT_TOKENS = {
  low: { square: 272, portrait: 408, landscape: 400 },
  medium: { square: 1_056, portrait: 1_584, landscape: 1_568 },
  high: { square: 4_160, portrait: 6_240, landscape: 6_208 },
} as const;
/** What a picture that is read costs there: a base, and as much for each tile once its shorter side has 512 pixels. */
const BASE_TOKENS = 65;
const TILE_TOKENS = 129;
const TILE_PIXELS = 512;

/** OpenAI's `usage` of pictures. */
export interface ImageUsage {
  input_tokens: number;
  input_tokens_details: { image_tokens: number; text_tokens: number };
  output_tokens: number;
  output_tokens_details: { image_tokens: number; text_tokens: number };
  total_tokens: number;
}

/** Usage of `images` pictures drawn from a prompt and from pictures of these sizes. */
export function imageUsage(request: ImageRequest, images: number, sources: readonly PictureSize[]): ImageUsage {
  const text = countTextTokens(request.prompt);
  const read = sources.reduce((sum, size) => sum + tokensOfSource(size), 0);
  const drawn = images * OUTPUT_TOKENS[request.quality][shapeOf(request.size)];
  return {
    input_tokens: text + read,
    input_tokens_details: { image_tokens: read, text_tokens: text },
    output_tokens: drawn,
    output_tokens_details: { image_tokens: drawn, text_tokens: 0 },
    total_tokens: text + read + drawn,
  };
}

function shapeOf({ width, height }: PictureSize): 'square' | 'portrait' | 'landscape' {
  if (width === height) return 'square';
  return width < height ? 'portrait' : 'landscape';
}

function tokensOfSource({ width, height }: PictureSize): number {
  const scale = TILE_PIXELS / Math.max(1, Math.min(width, height));
  const tiles = Math.ceil((width * scale) / TILE_PIXELS) * Math.ceil((height * scale) / TILE_PIXELS);
  return BASE_TOKENS + tiles * TILE_TOKENS;
}
