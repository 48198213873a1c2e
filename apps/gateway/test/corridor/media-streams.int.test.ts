/** Pictures, transcripts and speech as streams: OpenAI's own client, exact bills, and what becomes of a cut one. */
import type { PriceTable } from '@turnpike/domain/rating';
import { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { target } from './catalogue.fixture.js';
import { type Account, Corridor } from './corridor.fixture.js';
import { addWireModels } from './wires.fixture.js';

const OPERATIONS = ['images.generations', 'images.edits', 'audio.speech', 'audio.transcriptions'];
const BY_TOKEN = { input_token: '0.000001', output_token: '0.00001', image_output_token: '0.00004' };
const SPOKEN = 'one two three four five six';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
  addWireModels(corridor);
});
afterAll(() => corridor.stop());

const accountWith = (prices: PriceTable, clientGonePolicy: 'drain' | 'cancel' = 'drain') =>
  corridor.account({ prices, operations: OPERATIONS, clientGonePolicy });

describe.each(['openai', 'azure'])('over %s', (model) => {
  test('pictures: previews, then the whole one, billed by the tokens reported', async () => {
    const account = accountWith(BY_TOKEN);
    const asked = { model, prompt: 'a lighthouse', stream: true, partial_images: 2, quality: 'low' } as const;
    const { data, request_id } = await account.client.images.generate(asked).withResponse();
    const events = await collect(data);
    expect(events.map(({ type }) => type)).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
    expect(
      Buffer.from(events[2]?.b64_json ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const event = await account.eventOf(request_id ?? '');
    // The prompt has two tokens, and a square of low quality 272.
    expect(event).toMatchObject({
      stream: true, endReason: 'complete', usageSource: 'provider', images: 1,
      inputTokens: 2, imageOutputTokens: 272, charge: '0.010882',
    }); // prettier-ignore
  });

  test('a picture that is changed, billed apiece', async () => {
    const account = accountWith({ image: '0.04' });
    const image = await toFile(await pictureOf(account, model), 'a.png', { type: 'image/png' });
    const asked = { model, prompt: 'at night', image, stream: true, partial_images: 1 } as const;
    const { data, request_id } = await account.client.images.edit(asked).withResponse();
    const types = (await collect(data)).map(({ type }) => type);
    expect(types).toEqual(['image_edit.partial_image', 'image_edit.completed']);
    expect(await account.eventOf(request_id ?? '')).toMatchObject({ images: 1, charge: '0.04' });
  });

  test('a transcript, billed by its seconds', async () => {
    const account = accountWith({ second: '0.0001', character: '0.00001' });
    const asked = {
      model,
      file: await recording(account, model),
      stream: true,
      prompt: `@sandbox reply="${SPOKEN}"`,
    } as const;
    const { data, request_id } = await account.client.audio.transcriptions.create(asked).withResponse();
    const events = await collect(data);
    expect(events.flatMap((event) => (event.type === 'transcript.text.delta' ? event.delta : [])).join('')).toBe(
      SPOKEN,
    );
    expect(events.at(-1)).toMatchObject({ type: 'transcript.text.done', text: SPOKEN });
    const event = await account.eventOf(request_id ?? '');
    expect(event).toMatchObject({ endReason: 'complete', seconds: '1', charge: '0.0001' });
  });

  test('speech in events, billed by its characters', async () => {
    const account = accountWith({ character: '0.00001' });
    const asked = {
      model,
      voice: 'alloy',
      input: 'hello there',
      response_format: 'pcm',
      stream_format: 'sse',
    } as const;
    const response = await account.client.audio.speech.create(asked).asResponse();
    const events = eventsIn(await response.text());
    expect(events.at(-1)?.type).toBe('speech.audio.done');
    expect(Buffer.concat(events.map(({ audio = '' }) => Buffer.from(audio, 'base64'))).length).toBeGreaterThan(10_000);
    const event = await account.eventOf(response.headers.get('x-request-id') ?? '');
    expect(event).toMatchObject({ stream: true, characters: 11, charge: '0.00011', usageSource: 'provider' });
  });
});

describe('without a report', () => {
  test('speech is measured by the sound that came', async () => {
    const account = accountWith({ second: '0.001' });
    const input = 'Fifteen letters\n@sandbox omit_usage=true';
    const body = { model: 'openai', voice: 'alloy', input, response_format: 'wav', stream_format: 'sse' };
    const response = await account.post('/v1/audio/speech', body);
    await response.text();
    const event = await account.eventOf(response.headers.get('x-request-id') ?? '');
    expect([event.seconds, event.charge]).toEqual(['1', '0.001']);
  });
});

describe('that is cut', () => {
  const CUTS: [string, PriceTable, object][] = [
    // Nothing came whole: a preview is no picture.
    ['apiece', { image: '0.04' }, { images: 0, charge: '0' }],
    ['by tokens', BY_TOKEN, { images: 0, inputTokens: 9, imageOutputTokens: 100, charge: '0.004009' }],
  ];
  test.each(CUTS)('pictures, priced %s: an error at the end, and what came is billed', async (_, prices, expected) => {
    const account = accountWith(prices);
    const prompt = 'a lighthouse\n@sandbox cut_after=1';
    const asked = { model: 'openai', prompt, stream: true, partial_images: 2 } as const;
    const { data, request_id } = await account.client.images.generate(asked).withResponse();
    const types: string[] = [];
    const reading = (async () => {
      for await (const { type } of data) types.push(type);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'upstream_interrupted' });
    expect(types).toEqual(['image_generation.partial_image']);
    const event = await account.eventOf(request_id ?? '');
    expect(event).toMatchObject({ endReason: 'upstream_cut', usageSource: 'estimated', ...expected });
    expect((await account.settled(1)).length).toBe(1);
  });

  test('a transcript: no more seconds than its text has', async () => {
    const account = accountWith({ second: '0.0001', character: '0.00001' });
    const prompt = `@sandbox reply="${SPOKEN}" cut_after=2`;
    const asked = { model: 'openai', file: await recording(account, 'openai'), stream: true, prompt } as const;
    const { data, request_id } = await account.client.audio.transcriptions.create(asked).withResponse();
    await expect(collect(data)).rejects.toMatchObject({ code: 'upstream_interrupted' });
    const event = await account.eventOf(request_id ?? '');
    expect(event).toMatchObject({ endReason: 'upstream_cut', outputTokens: 2, seconds: '0.2', charge: '0.00002' });
  });

  test('an error of the provider’s in mid-stream is told as one', async () => {
    const account = accountWith({ image: '0.04' });
    const prompt = 'a lighthouse\n@sandbox error_after=1';
    const asked = { model: 'openai', prompt, stream: true, partial_images: 1 } as const;
    const { data, request_id } = await account.client.images.generate(asked).withResponse();
    await expect(collect(data)).rejects.toMatchObject({ code: 'upstream_error' });
    expect(await account.eventOf(request_id ?? '')).toMatchObject({ endReason: 'upstream_error', charge: '0' });
  });

  test('a caller who leaves a product that cancels pays for what came', async () => {
    const account = accountWith({ image: '0.04' }, 'cancel');
    const prompt = 'a lighthouse\n@sandbox chunk_delay_ms=60000';
    const asked = { model: 'openai', prompt, stream: true, partial_images: 2 } as const;
    const { data, request_id } = await account.client.images.generate(asked).withResponse();
    for await (const { type } of data) {
      expect(type).toBe('image_generation.partial_image');
      break;
    }
    expect(await account.eventOf(request_id ?? '')).toMatchObject({ endReason: 'client_gone', images: 0, charge: '0' });
  });
});

describe('plain sound', () => {
  const SPEECH = { model: 'openai', voice: 'alloy', response_format: 'wav' };

  test('comes as it is made, measured when it has ended', async () => {
    const account = accountWith({ second: '0.001' });
    const body = { ...SPEECH, input: 'Fifteen letters' };
    const response = await account.post('/v1/audio/speech', body);
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(response.headers.get('content-length')).toBeNull();
    // A second of it, and its header.
    expect((await response.bytes()).length).toBe(48_044);
    const event = await account.eventOf(response.headers.get('x-request-id') ?? '');
    expect(event).toMatchObject({ stream: false, endReason: 'complete', seconds: '1', charge: '0.001' });
  });

  test('that is cut breaks off, and what came is billed', async () => {
    const account = accountWith({ second: '0.001', character: '0.00001' });
    const body = { ...SPEECH, input: 'Fifteen letters\n@sandbox cut_after=1' };
    const response = await account.post('/v1/audio/speech', body);
    expect(response.status).toBe(200);
    await expect(response.bytes()).rejects.toThrow();
    const event = await account.eventOf(response.headers.get('x-request-id') ?? '');
    // Half a second, in which the slowest says four characters.
    expect(event).toMatchObject({
      endReason: 'upstream_cut',
      usageSource: 'estimated',
      characters: 4,
      charge: '0.00004',
    });
  });

  test.each(['error_body', 'empty', 'content_type'])('%s in its place is a failure of the provider’s', async (kind) => {
    const account = accountWith({ character: '0.00001' });
    const response = await account.post('/v1/audio/speech', { ...SPEECH, input: `x\n@sandbox garbage=${kind}` });
    expect(response.status).toBe(502);
    expect((await account.settled(1))[0]).toMatchObject({ charge: '0', characters: 0 });
  });

  test('an error of the provider’s is told as one', async () => {
    const account = accountWith({ character: '0.00001' });
    const response = await account.post('/v1/audio/speech', { ...SPEECH, input: 'x\n@sandbox status=400' });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'invalid_parameter' } }]);
  });
});

describe('garbage', () => {
  test.each(['json', 'gzip', 'error_body', 'content_type', 'empty'])(
    '%s is a failure of the provider’s',
    async (kind) => {
      const account = accountWith({ image: '0.04' });
      const prompt = `a lighthouse\n@sandbox garbage=${kind}`;
      const response = await account.post('/v1/images/generations', { model: 'openai', prompt, stream: true });
      expect([502, 504]).toContain(response.status);
      expect((await account.settled(1))[0]).toMatchObject({ charge: '0', images: 0 });
    },
  );
});

test('a model that knows no streams answers whole', async () => {
  corridor.stores.addModel('whisper', [{ ...target(corridor.sandbox.baseUrl), upstreamModel: 'whisper-1' }]);
  const account = accountWith({ second: '0.0001', character: '0.00001' });
  const form = new FormData();
  form.set('file', await recording(account, 'openai'), 'hello.wav');
  form.set('model', 'whisper');
  form.set('stream', 'true');
  const response = await fetch(`${corridor.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.key}` },
    body: form,
  });
  expect(await response.json()).toMatchObject({ usage: { type: 'duration' } });
  const event = await account.eventOf(response.headers.get('x-request-id') ?? '');
  expect(event).toMatchObject({ seconds: '1', charge: '0.0001' });
});

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

function eventsIn(text: string): { type: string; audio?: string }[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => JSON.parse(event.slice('data: '.length)) as { type: string; audio?: string });
}

async function pictureOf({ client }: Account, model: string): Promise<Buffer> {
  const { data } = await client.images.generate({ model, prompt: 'a lighthouse' });
  return Buffer.from(data?.[0]?.b64_json ?? '', 'base64');
}

async function recording({ client }: Account, model: string): Promise<File> {
  const asked = { model, voice: 'alloy', input: 'hello there', response_format: 'wav' } as const;
  const said = await client.audio.speech.create(asked);
  return toFile(Buffer.from(await said.arrayBuffer()), 'hello.wav', { type: 'audio/wav' });
}
