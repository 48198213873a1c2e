import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pictureSize } from '../src/images/png.js';
import { parseImageRequest } from '../src/images/image-request.js';
import { parseSpeechRequest } from '../src/audio/speech-request.js';
import { parseTranscription } from '../src/audio/transcription-request.js';
import { WavLength } from '../src/audio/wav-length.js';
import { sayAsTones, wavHeader } from '../src/audio/wav.js';
import { parseConverseRequest } from '../src/bedrock/converse-request.js';
import { parseCohereChat } from '../src/cohere/cohere-chat-request.js';
import { parseCohereEmbed } from '../src/cohere/cohere-embed.js';
import { parseCompletions } from '../src/completions/completions-request.js';
import { parseRerank } from '../src/rerank/rerank-request.js';
import { parseResponsesRequest, toAsk } from '../src/responses/responses-request.js';

/** What a request may hold where it should hold something else. */
const junk = fc.jsonValue({ maxDepth: 3 });

/** An object of these fields, each with junk, with something that looks right, or absent. */
function like(fields: Record<string, readonly unknown[]>): fc.Arbitrary<unknown> {
  const entries = Object.entries(fields).map(([name, examples]) => [
    name,
    fc.oneof(junk, fc.constantFrom(...examples)),
  ]);
  return fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] });
}

const part = like({
  type: ['text', 'input_text', 'output_text', 'refusal', 'image_url', 'document'],
  text: ['words'],
  document: [{ data: { a: 1 } }],
  toolUse: [{ toolUseId: 'a', name: 'b', input: {} }],
  toolResult: [{ toolUseId: 'a', content: [null, 5, { json: 1 }, { text: 'b' }] }],
  image: [{ format: 'png', source: { bytes: 'aaaa' } }],
});
const message = fc
  .tuple(
    like({
      role: ['user', 'assistant', 'system', 'tool'],
      type: ['message', 'function_call', 'function_call_output', 'reasoning'],
      call_id: ['a'],
      name: ['b'],
      arguments: ['{}'],
      output: ['c', [null, { text: 'd' }]],
      tool_call_id: ['a'],
      tool_calls: [[{ id: 'a', type: 'function', function: { name: 'b', arguments: '{}' } }]],
    }),
    fc.oneof(fc.constant('words'), fc.array(part, { maxLength: 3 }), junk),
  )
  .map(([fields, content]) => ({ ...(fields as object), content }));
const conversation = fc.array(message, { maxLength: 4 });
const body = fc
  .tuple(
    like({
      model: ['m'],
      stream: [true],
      system: [[{ text: 'a' }]],
      toolConfig: [{ tools: [{ toolSpec: { name: 'b', inputSchema: { json: {} } } }] }],
      tools: [[{ type: 'function', name: 'b', function: { name: 'b' } }]],
      inferenceConfig: [{ maxTokens: 5, stopSequences: ['a'] }],
      text: [{ format: { type: 'json_schema', name: 'a', schema: {} } }],
      prompt: ['words', ['a'], [1, 2], [[1]]],
      texts: [['a']],
      input_type: ['search_query'],
      query: ['a'],
      documents: [['a', { text: 'b' }]],
      voice: ['alloy'],
      response_format: ['wav', { type: 'json_object' }],
      n: [2],
      stop: [['a']],
    }),
    conversation,
  )
  .chain(([fields, turns]) => fc.constantFrom({ ...(fields as object), messages: turns, input: turns }, fields));

it.each([
  ['converse', (value: unknown) => parseConverseRequest(value, { model: 'm', stream: false })],
  ['chat of Cohere', parseCohereChat],
  ['embeddings of Cohere', parseCohereEmbed],
  ['completions', parseCompletions],
  ['rerank', parseRerank],
  ['images', (value: unknown) => parseImageRequest(value, 'edit')],
  ['speech', parseSpeechRequest],
  [
    'responses',
    (value: unknown) => {
      const parsed = parseResponsesRequest(value);
      if (parsed.ok) toAsk(parsed.request, parsed.request.items);
      return parsed;
    },
  ],
])('takes or refuses any request for %s', (_, parse: (value: unknown) => { ok: boolean }) => {
  fc.assert(
    fc.property(fc.oneof(junk, body), (value) => {
      expect(typeof parse(value).ok).toBe('boolean');
    }),
    { numRuns: 500 },
  );
});

it('takes or refuses any form', () => {
  const value = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), (fields) => {
      expect(typeof parseTranscription(fields, 'transcription').ok).toBe('boolean');
    }),
  );
});

it('tells the length of a recording however it is cut up, and of nothing else', () => {
  const samples = sayAsTones('words', 1);
  const wav = Buffer.concat([wavHeader(samples.length), samples]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: wav.length }), { maxLength: 8 }), (cuts) => {
      const length = new WavLength();
      const ends = [...cuts.sort((a, b) => a - b), wav.length];
      ends.forEach((end, index) => {
        length.push(wav.subarray(ends[index - 1] ?? 0, end));
      });
      expect(length.seconds).toBe(samples.length / 48_000);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.uint8Array(), { maxLength: 5 }), (parts) => {
      const length = new WavLength();
      for (const bytes of parts) length.push(Buffer.from(bytes));
      expect(length.seconds).toBeUndefined();
    }),
  );
});

it('finds a size only in pictures', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, isJpeg) => {
      const size = pictureSize(Buffer.concat([Buffer.from(isJpeg ? [0xff, 0xd8] : []), bytes]));
      expect(size === undefined || isJpeg).toBe(true);
    }),
  );
});
