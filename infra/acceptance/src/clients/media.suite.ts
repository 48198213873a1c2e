/** Pictures and sound as streams, by OpenAI's own client. */
import { expect, test } from 'vitest';
import { collect } from './cases.js';
import { openAiClient } from './openai-chat.suite.js';
import { expectBilled, type Storefront, type Upstream } from './storefront.js';

/** Wires with pictures. */
const DRAW: readonly Upstream[] = ['openai', 'azure'];

export function mediaSuite(storefront: () => Storefront): void {
  test.concurrent.each(DRAW)('pictures of %s, previews first', (upstream) => draw(storefront(), upstream));
}

async function draw(store: Storefront, model: Upstream) {
  const asked = { model, prompt: 'a lighthouse', stream: true, partial_images: 2, quality: 'low' } as const;
  const { data, request_id } = await openAiClient(store).images.generate(asked).withResponse();
  const types = (await collect(data)).map(({ type }) => type);
  expect(types).toEqual([
    'image_generation.partial_image',
    'image_generation.partial_image',
    'image_generation.completed',
  ]);
  const { imageOutputTokens } = await expectBilled(store, model, request_id ?? '');
  expect(imageOutputTokens).toBe(272);
}
