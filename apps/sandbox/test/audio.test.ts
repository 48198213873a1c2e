import { toFile } from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sayAsTones, secondsToSay, wavHeader } from '../src/audio/wav.js';
import { WavLength } from '../src/audio/wav-length.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

const model = 'whisper-1';
const voice = 'alloy';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});

const withId = (id: string) => ({ headers: { 'x-client-request-id': id } });

/** A recording of `seconds` of sound, to the tenth. */
function recording(seconds: number): Promise<File> {
  const samples = sayAsTones('x'.repeat(seconds * 15), 1);
  return toFile(Buffer.concat([wavHeader(samples.length), samples]), 'speech.wav', { type: 'audio/wav' });
}

it('says a text as a wave file whose length follows the text', async () => {
  const input = 'Thirty letters and a bit more.';
  const answer = await sandbox.client.audio.speech.create(
    { model: 'tts-1', voice, input, response_format: 'wav' },
    withId('speech-1'),
  );
  expect(answer.headers.get('content-type')).toBe('audio/wav');
  const length = new WavLength();
  length.push(Buffer.from(await answer.arrayBuffer()));
  expect(length.seconds).toBe(secondsToSay(input, 1));
  expect(length.seconds).toBe(2);
  expect(await sandbox.delivered('speech-1')).toMatchObject({
    operation: 'speech',
    units: { characters: input.length, seconds: 2 },
    ended: 'complete',
  });
});

it('says it as bare samples, and as MP3 unless told otherwise', async () => {
  const request = { model: 'tts-1', voice, input: 'Fifteen letters' };
  const samples = await sandbox.client.audio.speech.create({ ...request, response_format: 'pcm' });
  expect((await samples.arrayBuffer()).byteLength).toBe(24_000 * 2);
  const mp3 = await sandbox.client.audio.speech.create(request);
  expect(mp3.headers.get('content-type')).toBe('audio/mpeg');
  const frames = Buffer.from(await mp3.arrayBuffer());
  expect([frames.readUInt16BE(0), frames.length % 96]).toEqual([0xfff3, 0]);
  await expect(sandbox.client.audio.speech.create({ ...request, response_format: 'opus' })).rejects.toMatchObject({
    status: 400,
    param: 'response_format',
  });
});

it('says it in events, usage last', async () => {
  const answer = await fetch(`${sandbox.url}/v1/audio/speech`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox' },
    body: JSON.stringify({
      model: 'gpt-4o-mini-tts',
      voice,
      input: 'Fifteen letters',
      response_format: 'pcm',
      stream_format: 'sse',
    }),
  });
  const events = (await answer.text()).split('\n\n').filter((event) => event !== '');
  const read = events.map((event) => JSON.parse(event.slice(6)) as { type: string; audio?: string });
  const bytes = Buffer.concat(read.map(({ audio }) => Buffer.from(audio ?? '', 'base64')));
  expect(bytes.length).toBe(24_000 * 2);
  expect(read.at(-1)).toMatchObject({ type: 'speech.audio.done', usage: { output_tokens: 20 } });
});

it('transcribes in every format, billed by the second', async () => {
  const file = await recording(7);
  const prompt = '@sandbox reply="one two three four"';
  const create = sandbox.client.audio.transcriptions.create.bind(sandbox.client.audio.transcriptions);
  expect(await create({ file, model, prompt }, withId('heard-1'))).toEqual({
    text: 'one two three four',
    usage: { type: 'duration', seconds: 7 },
  });
  expect(await sandbox.delivered('heard-1')).toMatchObject({
    operation: 'transcriptions',
    deliveredText: 'one two three four',
    units: { seconds: 7 },
  });
  const verbose = await create({
    file,
    model,
    prompt,
    response_format: 'verbose_json',
    timestamp_granularities: ['word', 'segment'],
  });
  expect(verbose).toMatchObject({ duration: 7, language: 'english', text: 'one two three four' });
  expect(verbose.words?.map(({ word }) => word)).toEqual(['one', 'two', 'three', 'four']);
  expect(verbose.segments?.[0]).toMatchObject({ start: 0, text: ' one two three' });
  expect(await create({ file, model, prompt, response_format: 'text' })).toBe('one two three four\n');
  expect(await create({ file, model, prompt, response_format: 'srt' })).toContain('1\n00:00:00,000 --> 00:00:05,250\n');
  expect(await create({ file, model, prompt, response_format: 'vtt' })).toMatch(/^WEBVTT\n\n00:00:00\.000 --> /);
});

it('translates, and streams for models that do', async () => {
  const file = await recording(2);
  const translated = await sandbox.client.audio.translations.create({ file, model, response_format: 'verbose_json' });
  expect(translated).toMatchObject({ language: 'english', duration: 2 });
  const events = [];
  const request = { file, model: 'gpt-4o-transcribe', stream: true as const, prompt: '@sandbox reply="one two"' };
  for await (const event of await sandbox.client.audio.transcriptions.create(request)) events.push(event);
  expect(events.map(({ type }) => type)).toEqual([
    'transcript.text.delta',
    'transcript.text.delta',
    'transcript.text.done',
  ]);
});

it.each([
  ['a file that is no WAV', { bytes: Buffer.from('nothing to hear'), fields: { model } }, 'file'],
  ['a WAV without sound', { bytes: wavHeader(0), fields: { model } }, 'file'],
  ['no model', { bytes: wavHeader(0), fields: {} }, 'model'],
  ['an unknown format', { bytes: wavHeader(0), fields: { model, response_format: 'doc' } }, 'response_format'],
  ['an unknown field', { bytes: wavHeader(0), fields: { model, __proto__x: '1' } }, '__proto__x'],
])('refuses %s', async (_, { bytes, fields }, param) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]), 'speech.wav');
  const answer = await fetch(`${sandbox.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox' },
    body: form,
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { param } });
});

it.each([
  ['JSON', { 'content-type': 'application/json' }, '{}'],
  ['no boundary', { 'content-type': 'multipart/form-data' }, 'x'],
  [
    'a form that breaks off',
    { 'content-type': 'multipart/form-data; boundary=b' },
    '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
  ],
])('refuses %s in place of a form', async (_, headers, body) => {
  const answer = await fetch(`${sandbox.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox', ...headers },
    body,
  });
  expect(answer.status).toBe(400);
});
