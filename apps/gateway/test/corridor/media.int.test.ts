/** Operations beside conversations: forms, pictures, sound, rankings and vectors, billed by their own units. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, Corridor } from './corridor.fixture.js';
import { addWireModels } from './wires.fixture.js';

const PRICES = { image: '0.04', character: '0.00001', second: '0.0001', search: '0.002', input_token: '0.000001' };
const OPERATIONS = [
  'embeddings',
  'rerank',
  'moderations',
  'images.generations',
  'images.edits',
  'audio.speech',
  'audio.transcriptions',
];

let corridor: Corridor;
let account: Account;
beforeAll(async () => {
  corridor = await Corridor.start();
  addWireModels(corridor);
  account = corridor.account({ prices: PRICES, operations: OPERATIONS });
});
afterAll(() => corridor.stop());

test.each(['openai', 'cohere'])('a ranking over %s is billed by its searches', async (model) => {
  const body = { model, query: 'rain', documents: ['the sun', 'the rain'] };
  const { response, event } = await billed(await account.post('/v1/rerank', body));
  const answer = (await response.json()) as { results: { index: number }[] };
  expect(answer.results[0]?.index).toBe(1);
  expect(event).toMatchObject({ operation: 'rerank', searches: 1, charge: '0.002' });
});

test.each(['openai', 'azure', 'gemini', 'cohere'])('vectors over %s', async (model) => {
  const { response, event } = await billed(await account.post('/v1/embeddings', { model, input: ['a', 'b'] }));
  expect(((await response.json()) as { data: unknown[] }).data).toHaveLength(2);
  expect(event.inputTokens).toBeGreaterThan(0);
});

test('pictures are billed apiece where they have such a price', async () => {
  const body = { model: 'openai', prompt: 'a lighthouse', n: 2, size: '1024x1024' };
  const { response, event } = await billed(await account.post('/v1/images/generations', body));
  expect(((await response.json()) as { data: unknown[] }).data).toHaveLength(2);
  expect(event).toMatchObject({ images: 2, charge: '0.08' });
});

test('speech is sound, billed by its characters', async () => {
  const body = { model: 'openai', input: 'hello there', voice: 'alloy', response_format: 'wav' };
  const { response, event } = await billed(await account.post('/v1/audio/speech', body));
  expect(response.headers.get('content-type')).toMatch(/^audio\//);
  expect((await response.bytes()).subarray(0, 4)).toEqual(new Uint8Array(Buffer.from('RIFF')));
  expect(event).toMatchObject({ characters: 11, charge: '0.00011' });
});

describe('forms', () => {
  async function wav(): Promise<Blob> {
    const body = { model: 'openai', input: 'hello there', voice: 'alloy', response_format: 'wav' };
    return (await account.post('/v1/audio/speech', body)).blob();
  }

  test('a recording is transcribed, and billed by its seconds', async () => {
    const form = new FormData();
    form.set('file', await wav(), 'hello.wav');
    form.set('model', 'openai');
    const { response, event } = await billed(await post('/v1/audio/transcriptions', form));
    expect(((await response.json()) as { text: string }).text).not.toBe('');
    expect(Number(event.seconds)).toBeGreaterThan(0);
  });

  test('a form without its file, and JSON in a form’s place, are refused by name', async () => {
    const form = new FormData();
    form.set('model', 'openai');
    const missing = await post('/v1/audio/transcriptions', form);
    expect([missing.status, await missing.json()]).toMatchObject([400, { error: { param: 'file' } }]);
    const json = await account.post('/v1/audio/transcriptions', { model: 'openai' });
    expect(json.status).toBe(415);
  });

  test('a body over the limit is refused while it comes', async () => {
    const form = new FormData();
    form.set('file', new Blob([Buffer.alloc(400_000)]), 'long.wav');
    form.set('model', 'openai');
    expect((await post('/v1/audio/transcriptions', form)).status).toBe(413);
  });

  function post(path: string, body: FormData): Promise<Response> {
    return fetch(corridor.url + path, { method: 'POST', headers: { authorization: `Bearer ${account.key}` }, body });
  }
});

test('a judgement', async () => {
  const { response } = await billed(
    await account.post('/v1/moderations', { model: 'openai', input: 'I will hit you' }),
  );
  expect(((await response.json()) as { results: unknown[] }).results).toHaveLength(1);
});

test('without a price for what it would be billed by, a call is refused', async () => {
  const other = corridor.account({ prices: { search: '1' }, operations: OPERATIONS });
  const refused = await other.post('/v1/images/generations', { model: 'openai', prompt: 'x' });
  expect([refused.status, await refused.json()]).toMatchObject([503, { error: { code: 'price_unknown' } }]);
});

async function billed(response: Response) {
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  const event = await account.eventOf(response.headers.get('x-request-id') ?? '');
  expect(event).toMatchObject({ status: 200, endReason: 'complete' });
  return { response, event };
}
