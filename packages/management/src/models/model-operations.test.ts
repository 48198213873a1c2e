import { MODEL_OPERATIONS } from '@turnpike/contracts/management/models';
import { expect, it } from 'vitest';
import { modelOperations } from './model-operations.js';

it.each<[said: string[], units: string[], expected: readonly string[]]>([
  [['rerank'], ['input_token', 'output_token'], ['rerank']],
  [[], ['input_token', 'image_input_token', 'output_token'], ['chat.completions']],
  [[], ['input_token'], ['embeddings']],
  [[], ['input_token', 'image_output_token'], ['images.generations', 'images.edits']],
  [[], ['image'], ['images.generations', 'images.edits']],
  [[], ['character'], ['audio.speech']],
  [[], ['input_token', 'audio_output_token'], ['audio.speech']],
  [[], ['second'], ['audio.transcriptions', 'audio.translations']],
  [[], ['search'], ['rerank']],
  [[], ['request'], MODEL_OPERATIONS],
  [[], [], MODEL_OPERATIONS],
])('a model of which %j is said and which costs by %j can be asked for %j', (operations, units, expected) => {
  expect(modelOperations({ operations, costs: units.map((unit) => ({ unit })) })).toEqual(expected);
});
