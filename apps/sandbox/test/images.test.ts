import { inflateSync } from 'node:zlib';
import { countTextTokens } from '@turnpike/domain/token-count';
import { toFile } from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pictureSize } from '../src/images/png.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

const model = 'gpt-image-1';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});

/** The bytes of a picture's rows, from the one chunk that has them all. */
function rowsOf(png: Buffer): Buffer {
  const at = png.indexOf('IDAT');
  return inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
}

it('draws as many pictures as asked for, the same for the same words, and reports their tokens', async () => {
  const prompt = 'A toll gate';
  const request = { model, prompt, n: 2, size: '1536x1024' as const, quality: 'low' as const };
  const answer = await sandbox.client.images.generate(request, { headers: { 'x-client-request-id': 'img-1' } });
  const pictures = (answer.data ?? []).map(({ b64_json }) => Buffer.from(b64_json ?? '', 'base64'));
  expect(pictures.map(pictureSize)).toEqual([
    { width: 1_536, height: 1_024 },
    { width: 1_536, height: 1_024 },
  ]);
  expect(rowsOf(pictures[0] ?? Buffer.alloc(0))).toHaveLength(1_537 * 1_024);
  expect(pictures[0]?.equals(pictures[1] ?? Buffer.alloc(0))).toBe(false);
  const text = countTextTokens(prompt);
  expect(answer.usage).toMatchObject({
    input_tokens: text,
    input_tokens_details: { text_tokens: text, image_tokens: 0 },
    output_tokens: 800,
    total_tokens: text + 800,
  });
  const again = await sandbox.client.images.generate({ ...request, n: 1 });
  expect(again.data?.[0]?.b64_json).toBe(answer.data?.[0]?.b64_json);
  expect(await sandbox.delivered('img-1')).toMatchObject({
    operation: 'images',
    promptTokens: text,
    completionTokens: 800,
    imageOutputTokens: 800,
    units: { images: 2 },
    ended: 'complete',
  });
});

it('is steered by the prompt', async () => {
  const answer = await sandbox.client.images.generate({ model, prompt: 'A gate\n@sandbox image=3 omit_usage=true' });
  expect([answer.data?.length, answer.usage]).toEqual([3, undefined]);
  const failing = sandbox.client.images.generate({ model, prompt: 'A gate\n@sandbox status=503' });
  await expect(failing).rejects.toMatchObject({ status: 503 });
});

it('edits pictures, and counts what it read', async () => {
  const drawn = await sandbox.client.images.generate({ model, prompt: 'A gate' });
  const bytes = Buffer.from(drawn.data?.[0]?.b64_json ?? '', 'base64');
  const image = [
    await toFile(bytes, 'a.png', { type: 'image/png' }),
    await toFile(bytes, 'b.png', { type: 'image/png' }),
  ];
  const answer = await sandbox.client.images.edit({ model, prompt: 'Now at night', image, n: 1 });
  expect(answer.data).toHaveLength(1);
  // Two square pictures of a base and one tile each.
  expect(answer.usage?.input_tokens_details.image_tokens).toBe(2 * (65 + 129));
  const broken = await toFile(Buffer.from('not a picture'), 'a.png', { type: 'image/png' });
  await expect(sandbox.client.images.edit({ model, prompt: 'x', image: broken })).rejects.toMatchObject({
    status: 400,
    param: 'image',
  });
});

it('streams partial pictures and the whole one', async () => {
  const events = [];
  const request = { model, prompt: 'A gate', stream: true as const, partial_images: 2 };
  for await (const event of await sandbox.client.images.generate(request)) events.push(event);
  expect(events.map(({ type }) => type)).toEqual([
    'image_generation.partial_image',
    'image_generation.partial_image',
    'image_generation.completed',
  ]);
  expect(events[2]).toMatchObject({ usage: { output_tokens: 1_056 } });
});

it('is cut, or fails, after as many events as it was told', async () => {
  const read = async (steering: string) => {
    const types: string[] = [];
    const prompt = `A gate\n@sandbox ${steering}`;
    const stream = sandbox.client.images.generate({ model, prompt, stream: true, partial_images: 2 });
    const failure: unknown = await (async () => {
      for await (const { type } of await stream) types.push(type);
    })().catch((error: unknown) => error);
    return { types, failed: failure !== undefined };
  };
  expect(await read('cut_after=1')).toEqual({ types: ['image_generation.partial_image'], failed: true });
  expect(await read('error_after=2')).toEqual({
    types: new Array(2).fill('image_generation.partial_image'),
    failed: true,
  });
  const whole = sandbox.client.images.generate({ model, prompt: 'A gate\n@sandbox cut_after=1' });
  await expect(whole).rejects.toThrow();
});

it.each([
  [{ model }, 'prompt'],
  [{ model, prompt: 'x', size: '1x1' }, 'size'],
  [{ model, prompt: 'x', n: 11 }, 'n'],
  [{ model, prompt: 'x', response_format: 'url' }, 'response_format'],
  [{ model, prompt: 'x', output_format: 'webp' }, 'output_format'],
])('refuses %j', async (body, param) => {
  const answer = await fetch(`${sandbox.url}/v1/images/generations`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { param } });
});
