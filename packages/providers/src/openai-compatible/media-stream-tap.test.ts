import { NO_USAGE } from '@turnpike/domain/usage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SseEvent } from '../sse.js';
import { MediaStreamTap } from './media-stream-tap.js';

const CONTEXT = {
  target: { baseUrl: 'https://api.example.com/v1', credential: 'sk-secret' },
  upstreamModel: 'up-1',
  publicModel: 'public-1',
};

function tapOf(...events: (object | string)[]) {
  const tap = new MediaStreamTap(CONTEXT);
  const verdicts = events.map((event) => {
    const data = typeof event === 'string' ? event : JSON.stringify(event);
    return tap.onEvent(new SseEvent(Buffer.from(`data: ${data}\n\n`)));
  });
  return { tap, verdicts };
}

const IMAGE_USAGE = {
  input_tokens: 50, output_tokens: 1056, total_tokens: 1106, input_tokens_details: { text_tokens: 10, image_tokens: 40 },
}; // prettier-ignore

test('pictures: previews are content, whole ones are counted with what each took', () => {
  const { tap, verdicts } = tapOf(
    { type: 'image_generation.partial_image', b64_json: 'x'.repeat(100_000), partial_image_index: 0 },
    { b64_json: 'x'.repeat(100_000), type: 'image_generation.completed', usage: IMAGE_USAGE },
    { b64_json: 'x', type: 'image_edit.completed', usage: IMAGE_USAGE },
  );
  expect(verdicts).toEqual(['forward', 'forward', 'forward']);
  expect(tap.usage()).toEqual({
    ...NO_USAGE, inputTokens: 20, imageInputTokens: 80, imageOutputTokens: 2112, images: 2,
  }); // prettier-ignore
  expect([tap.contentSeen, tap.finishReasonSeen(), tap.delivered().images]).toEqual([true, true, 2]);
});

test('of a large event all but the picture is read', () => {
  const b64_json = 'x'.repeat(100_000);
  const { tap } = tapOf({
    quality: 'low', b64_json, size: '1024x1024', type: 'image_generation.completed', usage: IMAGE_USAGE,
  }); // prettier-ignore
  expect(tap.delivered()).toMatchObject({ images: 1, quality: 'low', size: '1024x1024' });
  const failed = tapOf({ error: { message: 'x'.repeat(100_000) }, type: 'error' });
  expect(failed.verdicts).toEqual(['error']);
});

test('previews count until their picture is whole', () => {
  const preview = { type: 'image_edit.partial_image', b64_json: 'x' };
  expect(tapOf(preview, preview).tap.delivered()).toMatchObject({ images: 0, previews: 2 });
  const whole = { type: 'image_edit.completed', b64_json: 'x' };
  const { tap } = tapOf(preview, whole, preview);
  expect(tap.delivered()).toMatchObject({ images: 1, previews: 1 });
  expect(tap.usage()).toBeNull();
});

test('the beginning of sound is kept, its size counted', () => {
  const audio = Buffer.alloc(48_000, 'a').toString('base64');
  const delta = { type: 'speech.audio.delta', audio };
  const { soundHead, soundBytes } = tapOf(delta, delta, delta).tap.delivered();
  expect([Buffer.concat(soundHead).length, soundBytes]).toEqual([64 * 1024, 144_000]);
});

test('a transcript is what its last event says, however much was let go before', () => {
  const delta = { type: 'transcript.text.delta', delta: 'one '.repeat(60_000) };
  const cut = tapOf(delta).tap;
  expect(cut.delivered()).toMatchObject({ text: '', earlierTextTokens: 60_001 });
  const whole = tapOf(delta, { type: 'transcript.text.done', text: 'one' }).tap;
  expect(whole.delivered()).toMatchObject({ text: 'one', earlierTextTokens: 0 });
});

test('a preview alone is content and neither an end nor a picture', () => {
  const { tap } = tapOf({ b64_json: 'x'.repeat(100_000), type: 'image_generation.partial_image' });
  expect([tap.contentSeen, tap.finishReasonSeen(), tap.usage(), tap.delivered().images]).toEqual([
    true,
    false,
    null,
    0,
  ]);
});

test('a transcript: text by delta, usage by its last event', () => {
  const usage = {
    type: 'tokens',
    input_tokens: 14,
    output_tokens: 4,
    total_tokens: 18,
    input_token_details: { text_tokens: 2, audio_tokens: 12 },
  };
  const { tap } = tapOf(
    { type: 'transcript.text.delta', delta: 'one ' },
    { type: 'transcript.text.delta', delta: 'two' },
    { type: 'transcript.text.done', text: 'one two', usage },
  );
  expect(tap.deliveredText()).toBe('one two');
  expect(tap.usage()).toEqual({ ...NO_USAGE, inputTokens: 2, audioInputTokens: 12, outputTokens: 4 });
});

test('a transcript that was cut has no usage, and its text is counted', () => {
  const { tap } = tapOf({ type: 'transcript.text.delta', delta: 'one two three' });
  expect([tap.usage(), tap.finishReasonSeen()]).toEqual([null, false]);
  expect(tap.estimatedUsage(5)).toEqual({ ...NO_USAGE, inputTokens: 5, outputTokens: 3 });
});

test('speech: what was written is sound', () => {
  const audio = Buffer.alloc(30).toString('base64');
  const { tap } = tapOf(
    { type: 'speech.audio.delta', audio },
    { type: 'speech.audio.delta', audio },
    { type: 'speech.audio.done', usage: { input_tokens: 14, output_tokens: 101, total_tokens: 115 } },
  );
  expect(tap.usage()).toEqual({ ...NO_USAGE, inputTokens: 14, audioOutputTokens: 101 });
  expect(tap.delivered().soundBytes).toBe(60);
});

test('zero reported is zero', () => {
  const { tap } = tapOf({ type: 'speech.audio.done', usage: { input_tokens: 0, output_tokens: 0 } });
  expect(tap.usage()).toEqual(NO_USAGE);
});

test('the end mark and an error are told apart from events', () => {
  expect(tapOf('[DONE]').verdicts).toEqual(['done']);
  const { tap, verdicts } = tapOf({ type: 'error', error: { message: 'too many', code: 'rate_limit_exceeded' } });
  expect(verdicts).toEqual(['error']);
  expect(tap.failure()).not.toBeNull();
});

test('whatever comes, it never throws and never makes up a usage', () => {
  const json = fc.oneof(
    fc.json(),
    fc.string(),
    fc.jsonValue().map((usage) => JSON.stringify({ type: 'transcript.text.done', usage })),
  );
  fc.assert(
    fc.property(fc.array(json), (events) => {
      const { tap } = tapOf(...events.map((event) => event.replaceAll(/[\r\n]/g, ' ')));
      const usage = tap.usage();
      if (usage !== null) expect(Object.values(usage).every((value) => Number(value) >= 0)).toBe(true);
      expect(tap.estimatedUsage(0).outputTokens).toBeGreaterThanOrEqual(0);
    }),
  );
});
