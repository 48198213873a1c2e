import type { PriceTable } from '@turnpike/domain/rating';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { speech } from '@turnpike/endpoints/audio/speech.operation';
import { transcriptions } from '@turnpike/endpoints/audio/transcripts.operation';
import { imageGenerations } from '@turnpike/endpoints/images/images.operation';
import type { MediaSpec, UploadedFile } from '@turnpike/endpoints/media';
import type { InferenceOperation } from '@turnpike/endpoints/operation';
import { openAiCompatibleAdapter } from '@turnpike/providers/openai-compatible/adapter';
import type { MediaTap } from '@turnpike/providers/provider-adapter';
import { SseEvent } from '@turnpike/providers/sse';
import { describe, expect, test } from 'vitest';
import { arrivalOf, entitlementOf, planVersionOf, targetOf, understoodOf } from '../../test/ticket.fixture.js';
import { deliveredOf, measureStream } from './measure-media.js';

type MediaOperation = InferenceOperation & { readonly media: MediaSpec };

const BY_TOKEN: PriceTable = { input_token: '0.01', output_token: '0.02' };
const PREVIEW = { type: 'image_generation.partial_image', b64_json: 'x' };
const PICTURE = { type: 'image_generation.completed', b64_json: 'x', quality: 'low', size: '1024x1024' };
const TOKENS = { input_tokens: 5, output_tokens: 300 };
const sound = (seconds: number) => ({
  type: 'speech.audio.delta', audio: Buffer.alloc(seconds * 48_000).toString('base64'),
}); // prettier-ignore
const TEXT = { type: 'transcript.text.delta', delta: 'one two three four five' };
/** Ten seconds as its bytes are counted. */
const RECORDING: UploadedFile = {
  field: 'file', fileName: 'f', mediaType: 'application/octet-stream', chunks: [Buffer.alloc(160_000)], bytes: 160_000,
}; // prettier-ignore

function tapOf(events: readonly object[]): MediaTap {
  const context = { target: targetOf(), upstreamModel: 'u', publicModel: 'm' };
  const tap = openAiCompatibleAdapter.createMediaTap?.(context);
  if (tap === undefined) throw new Error('no tap');
  for (const event of events) tap.onEvent(new SseEvent(Buffer.from(`data: ${JSON.stringify(event)}\n\n`)));
  return tap;
}

function ticketOf(operation: MediaOperation, prices: PriceTable) {
  const body = { model: 'm', prompt: 'a red boat', input: 'x'.repeat(100), response_format: 'pcm' };
  const entitlement = entitlementOf({ planVersion: planVersionOf({ prices }) });
  const ticket = understoodOf({ entitlement, arrival: arrivalOf({ operation }), files: [RECORDING] });
  return { ...ticket, request: { ...ticket.request, body } };
}

type Case = [string, MediaOperation, PriceTable, object[], Partial<Usage>, 'provider' | 'estimated'];

describe('a stream is billed by', () => {
  const transcript = { ...TEXT, type: 'transcript.text.done', text: 'one two three four five' };
  test.each<Case>([
    ['its pictures', imageGenerations, { image: '1' }, [PREVIEW, PICTURE], { images: 1 }, 'provider'],
    ['the tokens reported', imageGenerations, BY_TOKEN, [{ ...PICTURE, usage: TOKENS }], { inputTokens: 5, imageOutputTokens: 300, images: 1 }, 'provider'],
    ['tokens reported as none', imageGenerations, BY_TOKEN, [{ ...PICTURE, usage: { input_tokens: 0, output_tokens: 0 } }], { images: 1 }, 'provider'],
    ['the tokens of the table', imageGenerations, BY_TOKEN, [PREVIEW, PICTURE], { inputTokens: 3, imageOutputTokens: 272, images: 1 }, 'estimated'],
    ['nothing where no picture came whole', imageGenerations, { image: '1' }, [PREVIEW], { images: 0 }, 'estimated'],
    ['the previews that came', imageGenerations, BY_TOKEN, [PREVIEW, PREVIEW], { inputTokens: 3, imageOutputTokens: 200 }, 'estimated'],
    ['the whole pictures of several', imageGenerations, BY_TOKEN, [PICTURE, PREVIEW], { images: 1, imageOutputTokens: 272 }, 'estimated'],
    ['characters, once all are said', speech, { character: '1' }, [sound(2), { type: 'speech.audio.done' }], { characters: 100 }, 'provider'],
    ['characters, as the slowest would say them', speech, { character: '1' }, [sound(2)], { characters: 16 }, 'estimated'],
    ['the seconds of sound', speech, { second: '1' }, [sound(2), sound(1), { type: 'speech.audio.done' }], { seconds: '3', characters: 100 }, 'provider'],
    ['the seconds that came', speech, { second: '1' }, [sound(2)], { seconds: '2', audioOutputTokens: 40 }, 'estimated'],
    ['the seconds reported', transcriptions, { second: '1' }, [TEXT, { ...transcript, usage: { type: 'duration', seconds: 7 } }], { seconds: '7' }, 'provider'],
    ['the seconds of the recording', transcriptions, { second: '1' }, [TEXT, transcript], { seconds: '10' }, 'estimated'],
    ['as much as its text is of', transcriptions, { second: '1' }, [TEXT], { seconds: '0.5', outputTokens: 5 }, 'estimated'],
  ])('%s', async (_, operation, prices, events, expected, source) => {
    const reading = await measureStream(tapOf(events), operation.media, ticketOf(operation, prices));
    expect(reading).toMatchObject({ usage: expected, source });
  });
}); // prettier-ignore

describe('what the reaper is told while a stream is open', () => {
  const told = (operation: MediaOperation, ...events: object[]) =>
    deliveredOf(tapOf(events), operation.media, ticketOf(operation, BY_TOKEN));

  test('no picture before one is whole, however many events came', () => {
    expect(told(imageGenerations, PREVIEW, PREVIEW, PREVIEW)).toMatchObject({ images: 0, outputTokens: 0 });
    expect(told(imageGenerations, PREVIEW, PICTURE)).toMatchObject({ images: 1 });
  });

  test('what was reported, and beside it what wasn’t', () => {
    expect(told(imageGenerations, { ...PICTURE, usage: TOKENS })).toEqual({
      ...NO_USAGE, inputTokens: 5, imageOutputTokens: 300, images: 1,
    }); // prettier-ignore
    const done = { type: 'speech.audio.done', usage: { input_tokens: 9, output_tokens: 41 } };
    expect(told(speech, sound(2), done)).toEqual({
      ...NO_USAGE, inputTokens: 9, audioOutputTokens: 41, characters: 16, seconds: '2',
    }); // prettier-ignore
  });

  test('no more of a recording than there is of it', () => {
    const many = { ...TEXT, delta: 'one '.repeat(20_000) };
    expect(told(transcriptions, many).seconds).toBe(String(Math.ceil(160_000 / 750)));
  });
});
