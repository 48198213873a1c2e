import { SHIPPED_CATALOGUE } from '@turnpike/providers/model-catalogue/shipped-catalogue';
import { expect, it } from 'vitest';
import { entryOperations } from './entry-operations.js';

it.each([
  ['gpt-5-mini', ['chat.completions']],
  ['gemini-2.5-flash-image', ['chat.completions']],
  ['text-embedding-3-small', ['embeddings']],
  ['rerank-v3.5', ['rerank']],
  ['omni-moderation-latest', ['moderations']],
  ['gpt-image-1', ['images.generations', 'images.edits']],
  ['dall-e-3', ['images.generations']],
  ['tts-1', ['audio.speech']],
  ['whisper-1', ['audio.transcriptions']],
  ['gpt-realtime', []],
])('%s can be asked for %j', (model, operations) => {
  const entry = SHIPPED_CATALOGUE.entries.find((one) => one.model === model);
  expect(entry && entryOperations(entry)).toEqual(operations);
});
