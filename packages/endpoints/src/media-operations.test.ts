import type { Measure } from '@turnpike/domain/pricing';
import { PRICE_UNITS, worstCase } from '@turnpike/domain/rating';
import { countTextTokens } from '@turnpike/domain/token-count';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { speech } from './audio/speech.operation.js';
import { transcriptions, translations } from './audio/transcripts.operation.js';
import { imageEdits, imageGenerations } from './images/images.operation.js';
import type { MediaCall, MediaSpec, UploadedFile } from './media.js';
import { moderations } from './moderations/moderations.operation.js';
import type { CallFacts, InferenceOperation, JsonObject } from './operation.js';
import { rerank } from './rerank/rerank.operation.js';

type MediaOperation = InferenceOperation & { readonly media: MediaSpec };

const CALL: CallFacts = { params: {}, query: '', headers: {} };
const ALL = [imageGenerations, imageEdits, speech, transcriptions, translations, moderations, rerank];

const fileOf = (field: string, bytes = 8000): UploadedFile => ({
  field, fileName: 'f', mediaType: 'application/octet-stream', chunks: [Buffer.alloc(bytes, 'x')], bytes,
}); // prettier-ignore
const callOf = (body: object, files: UploadedFile[] = []): MediaCall => ({ body: { ...body }, files });
const answerOf = (json: object | null, bytes: Buffer = Buffer.alloc(0)) => ({
  contentType: json === null ? 'audio/mpeg' : 'application/json', bytes, json: json as JsonObject | null,
}); // prettier-ignore

function read(
  operation: MediaOperation,
  call: MediaCall,
  given: { json?: object | null; bytes?: Buffer; reported?: Partial<Usage> | null; measures: Measure[] },
) {
  const { json = {}, bytes, reported = null, measures } = given;
  return operation.media.readUsage(call, {
    answer: answerOf(json, bytes),
    reported: reported === null ? null : { ...NO_USAGE, ...reported },
    measures: new Set(measures),
  });
}

describe('what is asked', () => {
  test.each<[MediaOperation, object, object]>([
    [imageGenerations, { prompt: 'p', n: 2, size: '1024x1536', stream: true }, { model: 'm', stream: true }],
    [imageGenerations, { prompt: 'p', anything: [1] }, { stream: false, maxOutputTokens: 0 }],
    [imageEdits, { prompt: 'p', n: '2', stream: 'true', user: 'ada' }, { stream: true, endUser: 'ada' }],
    [speech, { input: 'hello', voice: 'alloy', speed: 1.5 }, { stream: false }],
    [speech, { input: 'hello', voice: 'alloy', stream_format: 'sse' }, { stream: true }],
    [transcriptions, { stream: 'true', 'include[]': 'logprobs' }, { stream: true }],
    [translations, { stream: 'true' }, { stream: false }],
    [moderations, { input: ['a', 'b'] }, { stream: false }],
    [moderations, { input: [{ type: 'image_url', image_url: { url: 'x' } }] }, {}],
    [rerank, { query: 'q', documents: ['a', { text: 'b' }], top_n: 1 }, { stream: false }],
  ])('$key takes %o', (operation, body, expected) => {
    expect(operation.parse({ model: 'm', ...body }, CALL)).toMatchObject(expected);
  });

  test.each<[MediaOperation, object, string]>([
    [imageGenerations, { prompt: '' }, 'prompt'],
    [imageGenerations, { prompt: 'p', n: 11 }, 'n'],
    [imageGenerations, { prompt: 'p', n: '2' }, 'n'],
    [imageGenerations, { prompt: 'p', size: 'huge' }, 'size'],
    [imageGenerations, { prompt: 'p', size: '999999x1' }, 'size'],
    [imageGenerations, { prompt: 'p', partial_images: 4 }, 'partial_images'],
    [imageEdits, { prompt: 'p', n: 'two' }, 'n'],
    [imageEdits, { prompt: 'p', n: '' }, 'n'],
    [imageEdits, { prompt: 'p', stream: 'yes' }, 'stream'],
    [imageEdits, { prompt: ['a', 'b'] }, 'prompt'],
    [speech, { input: 'x'.repeat(4097), voice: 'a' }, 'input'],
    [speech, { input: 'x', speed: 5 }, 'speed'],
    [speech, { input: 'x', stream_format: 'video' }, 'stream_format'],
    [transcriptions, { model: '' }, 'model'],
    [translations, { prompt: ['a', 'b'] }, 'prompt'],
    [moderations, { input: [] }, 'input'],
    [moderations, { input: 7 }, 'input'],
    [rerank, { query: 'q', documents: [] }, 'documents'],
    [rerank, { query: 'q', documents: Array.from({ length: 1001 }, () => 'x') }, 'documents'],
    [rerank, { query: '', documents: ['a'] }, 'query'],
    [rerank, { query: 'q', documents: ['a'], top_n: 0 }, 'top_n'],
  ])('$key refuses %o by name', (operation, body, param) => {
    const refused = operation.parse({ model: 'm', ...body }, CALL);
    expect(refused).toMatchObject({ code: 'invalid_parameter', param });
  });

  test.each<[MediaOperation, UploadedFile[], string | null]>([
    [transcriptions, [fileOf('file')], null],
    [transcriptions, [], 'file'],
    [transcriptions, [fileOf('file', 0)], 'file'],
    [transcriptions, [fileOf('file'), fileOf('file')], 'file'],
    [translations, [fileOf('audio')], 'audio'],
    [imageEdits, [fileOf('image[]'), fileOf('image[]'), fileOf('mask')], null],
    [imageEdits, [fileOf('mask')], 'image'],
    [imageEdits, [fileOf('image'), fileOf('other')], 'other'],
    [imageEdits, Array.from({ length: 17 }, () => fileOf('image[]')), 'image'],
    [imageGenerations, [], null],
  ])('$key with these files', (operation, files, param) => {
    const refused = operation.media.checkFiles(files);
    if (param === null) expect(refused).toBeNull();
    else expect(refused).toMatchObject({ code: 'invalid_parameter', param });
  });
});

describe('pictures', () => {
  const made = { data: [{ b64_json: 'x' }, { b64_json: 'y' }] };
  const call = callOf({ prompt: 'a red boat', n: 3, quality: 'medium', size: '1024x1024' });

  test('are counted in the answer, not in what was asked', async () => {
    expect(await read(imageGenerations, call, { json: made, measures: ['image'] })).toEqual({
      usage: { ...NO_USAGE, images: 2 },
      source: 'provider',
    });
    expect(await read(imageGenerations, call, { json: { data: 'none' }, measures: ['image'] })).toMatchObject({
      usage: { images: 0 },
    });
  });

  test('are billed by the tokens reported', async () => {
    const reported = { inputTokens: 9, imageOutputTokens: 2112, images: 2 };
    expect(await read(imageGenerations, call, { json: made, reported, measures: ['token'] })).toEqual({
      usage: { ...NO_USAGE, ...reported },
      source: 'provider',
    });
  });

  test('without a report are billed by the vendor’s table', async () => {
    expect(await read(imageGenerations, call, { json: made, reported: { images: 2 }, measures: ['token'] })).toEqual({
      usage: { ...NO_USAGE, inputTokens: countTextTokens('a red boat'), imageOutputTokens: 2 * 1056, images: 2 },
      source: 'estimated',
    });
  });

  test('are held for by number, quality and size, those to start from included', () => {
    const { media } = imageEdits;
    expect(media.boundsOf(callOf({ prompt: 'boat', n: '3', quality: 'low', size: '1024x1024' }))).toEqual({
      inputTokens: 4,
      outputTokens: 3 * 272,
      images: 3,
    });
    const strange = media.boundsOf(callOf({ prompt: 'boat', quality: 'constructor', size: '1024x1024' }));
    expect(strange.outputTokens).toBe(4160);
    const auto = media.boundsOf(
      callOf({ prompt: 'boat', partial_images: '2' }, [fileOf('image', 10), fileOf('mask', 10)]),
    );
    expect(auto).toMatchObject({ images: 1, outputTokens: 6240 + 200 });
    expect(auto.inputTokens).toBeGreaterThan(2 * 6144);
  });
});

describe('speech', () => {
  const call = callOf({ input: 'héllo 👋', instructions: 'softly' });

  test('is billed by characters, as people count them', async () => {
    expect(await read(speech, call, { json: null, measures: ['character'] })).toEqual({
      usage: { ...NO_USAGE, characters: 7 },
      source: 'provider',
    });
    expect(speech.media.boundsOf(call)).toMatchObject({ characters: 7 });
  });

  test('by tokens reported, or estimated from what was heard', async () => {
    const reported = { inputTokens: 4, audioOutputTokens: 90 };
    expect(await read(speech, call, { reported, measures: ['token'] })).toEqual({
      usage: { ...NO_USAGE, ...reported, characters: 7 },
      source: 'provider',
    });
    const pcm = callOf({ ...call.body, response_format: 'pcm' });
    expect(await read(speech, pcm, { json: null, bytes: Buffer.alloc(48_000), measures: ['token'] })).toEqual({
      usage: { ...NO_USAGE, characters: 7, inputTokens: countTextTokens('héllo 👋softly'), audioOutputTokens: 20 },
      source: 'estimated',
    });
  });

  test('by seconds measured', async () => {
    const pcm = callOf({ ...call.body, response_format: 'pcm' });
    expect(await read(speech, pcm, { json: null, bytes: Buffer.alloc(72_000), measures: ['second'] })).toEqual({
      usage: { ...NO_USAGE, characters: 7, seconds: '1.5' },
      source: 'provider',
    });
  });

  test('said slowly is held for longer', () => {
    const at = (speed: number) => speech.media.boundsOf(callOf({ input: 'x'.repeat(80), speed })).seconds ?? 0;
    expect([at(0.25), at(1), at(4)]).toEqual([41, 11, 11]);
  });

  test('is an answer by its type', () => {
    expect(['audio/mpeg', 'application/octet-stream'].every(speech.media.isAnswer)).toBe(true);
    expect(['application/json', 'text/html'].some(speech.media.isAnswer)).toBe(false);
  });
});

describe('transcripts', () => {
  const call = callOf({ prompt: 'names' }, [fileOf('file', 48_000)]);

  test('are billed by the seconds reported', async () => {
    expect(await read(transcriptions, call, { reported: { seconds: '3.2' }, measures: ['second'] })).toEqual({
      usage: { ...NO_USAGE, seconds: '3.2' },
      source: 'provider',
    });
  });

  test('by seconds of the recording where captions report none', async () => {
    expect(await read(transcriptions, call, { json: null, measures: ['second'] })).toEqual({
      usage: { ...NO_USAGE, seconds: '3' },
      source: 'estimated',
    });
  });

  test('by tokens reported, or by those of sound and text', async () => {
    const reported = { inputTokens: 1, audioInputTokens: 30, outputTokens: 8 };
    expect(await read(transcriptions, call, { reported, measures: ['token'] })).toEqual({
      usage: { ...NO_USAGE, ...reported },
      source: 'provider',
    });
    const bytes = Buffer.from('one two three');
    expect(await read(transcriptions, call, { json: null, bytes, measures: ['token'] })).toEqual({
      usage: { ...NO_USAGE, inputTokens: countTextTokens('names'), audioInputTokens: 30, outputTokens: 3 },
      source: 'estimated',
    });
    expect(await read(transcriptions, call, { json: { text: 'one two' }, measures: ['token'] })).toMatchObject({
      usage: { outputTokens: 2 },
    });
  });

  test('both are known where price and cost are of different measures', async () => {
    const both = await read(transcriptions, call, {
      reported: { seconds: '5' },
      json: { text: 'one' },
      measures: ['second', 'token'],
    });
    expect(both).toEqual({
      usage: { ...NO_USAGE, seconds: '5', inputTokens: 1, audioInputTokens: 50, outputTokens: 1 },
      source: 'estimated',
    });
  });

  test('captions and text are answers', () => {
    expect(['text/plain; charset=utf-8', 'text/vtt', 'application/x-subrip'].every(transcriptions.media.isAnswer)).toBe(
      true,
    );
  });
});

describe('rankings', () => {
  const many = callOf({ query: 'qu', documents: Array.from({ length: 101 }, () => 'doc') });

  test('are billed by the searches reported, else one for each hundred documents', async () => {
    expect(await read(rerank, many, { reported: { searches: 7 }, measures: ['search'] })).toMatchObject({
      usage: { searches: 7 },
      source: 'provider',
    });
    expect(await read(rerank, many, { measures: ['search'] })).toMatchObject({
      usage: { searches: 2 },
      source: 'estimated',
    });
  });

  test('by tokens, where those are priced', async () => {
    expect(await read(rerank, many, { reported: { inputTokens: 33 }, measures: ['token'] })).toMatchObject({
      usage: { inputTokens: 33 },
      source: 'provider',
    });
    const { usage, source } = await read(rerank, many, { measures: ['token'] });
    expect([usage.inputTokens, source]).toEqual([rerank.countInputTokens(many.body), 'estimated']);
  });

  test('of long documents are held for by their pieces', () => {
    const long = callOf({ query: 'q', documents: Array.from({ length: 10 }, () => 'x'.repeat(5001)) });
    expect(rerank.media.boundsOf(long)).toMatchObject({ searches: 3, inputTokens: 10 * 5002 });
    expect(rerank.media.boundsOf(many)).toMatchObject({ searches: 2 });
  });
});

describe('zero reported is zero, not something that is missing', () => {
  const recording = callOf({}, [fileOf('file', 48_000)]);
  const ranked = callOf({ query: 'q', documents: ['a'] });
  test.each<[MediaOperation, MediaCall, Measure]>([
    [transcriptions, recording, 'second'],
    [transcriptions, recording, 'token'],
    [rerank, ranked, 'search'],
    [rerank, ranked, 'token'],
  ])('$key', async (operation, call, measure) => {
    expect(await read(operation, call, { reported: {}, measures: [measure] })).toEqual({
      usage: NO_USAGE,
      source: 'provider',
    });
  });

  test('for the tokens of pictures', async () => {
    const json = { data: [{}], usage: { input_tokens: 0, output_tokens: 0 } };
    const zero = await read(imageGenerations, callOf({ prompt: 'p' }), {
      json,
      reported: { images: 1 },
      measures: ['token'],
    });
    expect(zero).toEqual({ usage: { ...NO_USAGE, images: 1 }, source: 'provider' });
  });
});

test('a moderation is counted by its text, and by nothing where only calls have a price', async () => {
  const call = callOf({ input: ['one two', { type: 'text', text: 'three' }, { type: 'image_url' }] });
  expect(await read(moderations, call, { measures: ['token'] })).toMatchObject({
    usage: { inputTokens: countTextTokens('one two\nthree\n') },
    source: 'estimated',
  });
  expect(await read(moderations, call, { measures: ['request'] })).toEqual({ usage: NO_USAGE, source: 'provider' });
});

test('whatever is asked, no operation throws, and what it accepts has a price that a hold can cover', async () => {
  const names = [
    'model',
    'prompt',
    'input',
    'n',
    'size',
    'quality',
    'speed',
    'query',
    'documents',
    'stream',
    'partial_images',
    'response_format',
    'instructions',
    '__proto__',
  ];
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('1', '3', '1024x1024', 'true', 'high', 'constructor', '__proto__', 'x'),
    fc.integer({ min: -2, max: 5000 }),
  );
  const body = fc.dictionary(fc.constantFrom(...names), value);
  const prices = Object.fromEntries(PRICE_UNITS.map((unit) => [unit, '0.000001']));
  await fc.assert(
    fc.asyncProperty(body, async (given) => {
      for (const operation of ALL) {
        const asked = operation.parse({ ...given }, CALL);
        const call = callOf(given, operation.media.takes === 'multipart' ? [fileOf('file', 100)] : []);
        if (asked instanceof ApiError) continue;
        const hold = worstCase(prices, operation.media.boundsOf(call), 'USD');
        expect(hold).toBeGreaterThan(0n);
        await read(operation, call, { measures: ['token', 'second', 'image', 'character', 'search'] });
      }
    }),
    { numRuns: 200 },
  );
});
