import { expect, it } from 'vitest';
import { encodeWav } from './audio/wav';
import { readTranscript } from './audio/read-transcript';
import { receiptOf } from './call/receipt';
import { linesOf, numberOf } from './call/typed';
import { readEmbeddings, similarity } from './embeddings/vectors';
import { readPictures } from './images/read-pictures';
import { modeOf, modeOfOperation, modesOf } from './modes';
import { readJudgement } from './moderations/read-judgement';
import { readRanking } from './rerank/read-ranking';

const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });

it('embeddings stand in the order of their texts, and compare by direction', async () => {
  const data = [
    { index: 1, embedding: [0, 2] },
    { index: 0, embedding: [3, 4] },
    { index: 2, embedding: [0, 0] },
  ];
  const [a, b, none] = await readEmbeddings(json({ data }));
  if (!a || !b || !none) throw new Error('three texts, three vectors');
  expect([a.norm, b.norm]).toEqual([5, 2]);
  expect(similarity(a, a)).toBeCloseTo(1);
  expect(similarity(a, b)).toBeCloseTo(0.8);
  expect(similarity(a, none)).toBe(0);
});

it('pictures are bytes of their format, or where their provider keeps them', async () => {
  const data = [{ b64_json: btoa('PNG'), revised_prompt: 'a road' }, { url: 'https://cdn.example/1.webp' }];
  const [made, kept] = await readPictures(json({ data, output_format: 'webp' }));
  expect(made).toMatchObject({ format: 'webp', revisedPrompt: 'a road', url: null });
  expect(made?.blob?.type).toBe('image/webp');
  expect(await made?.blob?.text()).toBe('PNG');
  expect(kept).toMatchObject({ blob: null, url: 'https://cdn.example/1.webp' });
});

it('a transcript is JSON with times, or text as it came', async () => {
  const segments = [{ start: 0, end: 1.5, text: ' Hello.' }];
  expect(await readTranscript(json({ text: 'Hello.', language: 'english', segments }))).toEqual({
    text: 'Hello.',
    language: 'english',
    segments,
    isPlain: false,
  });
  const captions = new Response('WEBVTT', { headers: { 'content-type': 'text/vtt' } });
  expect(await readTranscript(captions)).toMatchObject({ text: 'WEBVTT', segments: [], isPlain: true });
  await expect(readTranscript(json({ words: [] }))).rejects.toThrow();
});

it('a ranking is best first, a judgement worst first', async () => {
  const results = [
    { index: 2, relevance_score: 0.1 },
    { index: 0, relevance_score: 0.9 },
  ];
  expect((await readRanking(json({ results }))).map(({ index }) => index)).toEqual([0, 2]);
  const judged = {
    flagged: true,
    categories: { hate: false, violence: true },
    category_scores: { hate: 0.01, violence: 0.97 },
  };
  expect(await readJudgement(json({ results: [judged] }))).toEqual({
    isFlagged: true,
    categories: [
      { name: 'violence', score: 0.97, isFlagged: true },
      { name: 'hate', score: 0.01, isFlagged: false },
    ],
  });
  await expect(readJudgement(json({ results: [] }))).rejects.toThrow();
});

it('a receipt says what was counted, and nothing of what was not', () => {
  const tokens = {
    input: 5,
    cachedInput: 1,
    cacheWrite: 0,
    audioInput: 0,
    imageInput: 2,
    output: 3,
    reasoning: 4,
    audioOutput: 0,
    imageOutput: 0,
  };
  const none = { images: 0, characters: null, searches: 0, seconds: '0', tokens: null };
  expect(receiptOf({ ...none, charge: '0.04', currency: 'USD', tokens, images: 2 })).toEqual({
    charge: '0.04',
    currency: 'USD',
    inputTokens: 8,
    outputTokens: 7,
    units: { images: 2 },
    seconds: null,
  });
  expect(receiptOf({ ...none, charge: '0', currency: 'USD', seconds: '1.5' })).toMatchObject({
    units: {},
    seconds: '1.5',
  });
});

it('a recording is one channel of a WAV file that says its length', () => {
  const view = new DataView(encodeWav([Float32Array.of(1, -1, 0.5), Float32Array.of(1, -3, -0.5)], 16_000));
  const text = (at: number) => String.fromCharCode(...new Uint8Array(view.buffer, at, 4));
  expect([text(0), text(8), text(36)]).toEqual(['RIFF', 'WAVE', 'data']);
  expect([view.getUint32(24, true), view.getUint32(40, true), view.byteLength]).toEqual([16_000, 6, 50]);
  expect([44, 46, 48].map((at) => view.getInt16(at, true))).toEqual([32_767, -32_767, 0]);
});

it.each<[string | null, string, string]>([
  ['images', 'chat-1', 'images'],
  [null, 'draw-1', 'images'],
  [null, 'hear-1', 'audio'],
  [null, 'gone', 'chat'],
  ['nonsense', 'chat-1', 'chat'],
])('an address with mode %s and model %s opens %s', (mode, model, expected) => {
  const of = (name: string, operations: string[]) => ({
    name,
    operations,
    description: '',
    contextTokens: null,
    maxOutputTokens: null,
  });
  const models = [
    of('chat-1', ['chat.completions']),
    of('draw-1', ['images.edits']),
    of('hear-1', ['audio.translations']),
  ];
  expect(modeOf(mode, { model, applications: [{ id: 'app_1', name: 'A', models }] })).toBe(expected);
});

it.each<[string, string | null]>([
  ['chat.completions', 'chat'], ['messages', 'chat'], ['responses', 'responses'], ['models.embedContent', 'embeddings'],
  ['audio.speech', 'audio'], ['models.list', null],
])('a call of %s can be tried again in %s', (operation, mode) => {
  expect(modeOfOperation(operation)).toBe(mode);
}); // prettier-ignore

it('reads what is typed', () => {
  expect([numberOf(''), numberOf(' 2 '), numberOf('x')]).toEqual([undefined, 2, undefined]);
  expect(linesOf(' a \n\n b')).toEqual(['a', 'b']);
  expect(modesOf(['rerank', 'embeddings'])).toEqual(['embeddings', 'rerank']);
});
