/** Bodies that each operation takes. Conversations have theirs beside the dialects. */
import type { JsonObject, Operation } from '@turnpike/endpoints/operation';
import { SURFACES } from '../../../../../packages/dialects/test/field-samples.js';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const CONTENT = { parts: [{ text: 'hi' }] };

/** Operations that are no conversation, by key. Of a form these are the fields. */
const BODIES: Readonly<Record<string, readonly JsonObject[]>> = {
  embeddings: [
    { model: 'm', input: 'hi', dimensions: 8, encoding_format: 'base64', user: 'u' },
    { model: 'm', input: [[1, 2]] },
  ],
  'models.embedContent': [
    { content: CONTENT },
    { content: CONTENT, taskType: 'RETRIEVAL_DOCUMENT', title: 'T', outputDimensionality: 8 },
  ],
  'models.batchEmbedContents': [{ requests: [{ model: 'models/m', content: CONTENT, outputDimensionality: 8 }] }],
  'models.countTokens': [
    { contents: [CONTENT] },
    { generateContentRequest: { model: 'models/m', contents: [CONTENT], systemInstruction: CONTENT } },
  ],
  rerank: [
    { model: 'm', query: 'q', documents: ['a', 'b'] },
    { model: 'm', query: 'q', documents: [{ text: 'a' }], top_n: 1, max_tokens_per_doc: 9, return_documents: true },
  ],
  moderations: [
    { model: 'm', input: 'hi' },
    {
      model: 'm',
      input: [
        { type: 'text', text: 'hi' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
      ],
    },
  ],
  'images.generations': [
    { model: 'm', prompt: 'a lighthouse' },
    { model: 'm', prompt: 'p', n: 2, size: '1024x1024', quality: 'low', background: 'opaque', user: 'u' },
    { model: 'm', prompt: 'p', output_format: 'webp', output_compression: 50, moderation: 'low' },
  ],
  'images.edits': [{ model: 'm', prompt: 'p', n: '1', size: '1024x1024', quality: 'low', user: 'u' }],
  'audio.speech': [
    { model: 'm', input: 'hi', voice: 'alloy' },
    { model: 'm', input: 'hi', voice: 'alloy', instructions: 'slow', speed: 2, response_format: 'wav' },
  ],
  'audio.transcriptions': [
    { model: 'm', language: 'en', prompt: 'p', response_format: 'verbose_json', temperature: '0.5' },
    { model: 'm', 'timestamp_granularities[]': 'word', 'include[]': 'logprobs' },
  ],
  'audio.translations': [{ model: 'm', prompt: 'p', response_format: 'json', temperature: '0' }],
  'client_tokens.create': [{ ttl: 60, endUser: 'u', models: ['m'], budget: '0.5' }, { end_user: 'u' }],
  'jobs.create': [
    { operation: 'chat.completions', body: { model: 'm', messages: [{ role: 'user', content: 'hi' }] } },
    {
      operation: '/v1/embeddings',
      body: { model: 'm', input: 'hi' },
      callback_url: 'https://127.0.0.1:8090/hook',
      metadata: { a: 'b' },
    },
  ],
};

/** The file of a form, where it has one. */
export const FILES: Readonly<Record<string, { field: string; name: string; type: string; bytes: Buffer }>> = {
  'images.edits': { field: 'image', name: 'a.png', type: 'image/png', bytes: Buffer.from(PNG, 'base64') },
  'audio.transcriptions': { field: 'file', name: 'a.wav', type: 'audio/wav', bytes: silence() },
  'audio.translations': { field: 'file', name: 'a.wav', type: 'audio/wav', bytes: silence() },
};

/** Throws for an operation that nobody wrote a sample for. */
export function bodiesOf(operation: Operation): readonly JsonObject[] {
  const own = BODIES[operation.key];
  if (own !== undefined) return own;
  const dialect = operation.kind === 'inference' ? operation.surface?.dialect : SHARED[operation.key];
  const samples = SURFACES.find(({ surface }) => surface.dialect === dialect);
  if (samples === undefined) throw new Error(`no sample body of ${operation.key}`);
  return [samples.base, ...Object.values(samples.fields).map((fields) => ({ ...samples.base, ...fields }))];
}

/** Look-ups that take what a conversation takes. */
const SHARED: Readonly<Record<string, string>> = { 'messages.count_tokens': 'anthropic-messages' };

/** A tenth of a second of it, as RIFF. */
function silence(): Buffer {
  const samples = Buffer.alloc(1_600);
  const head = Buffer.from(
    'RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0@\x1f\0\0\x80>\0\0\x02\0\x10\0data\0\0\0\0',
    'latin1',
  );
  head.writeUInt32LE(36 + samples.length, 4);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
