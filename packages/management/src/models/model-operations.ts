import { MODEL_OPERATIONS } from '@turnpike/contracts/management/models';

/** What a model with nothing said of it is taken for, by the first of these units it is priced by. */
const BY_UNIT: readonly (readonly [unit: string, operations: readonly string[]])[] = [
  ['output_token', ['chat.completions']],
  ['image', ['images.generations', 'images.edits']],
  ['image_output_token', ['images.generations', 'images.edits']],
  ['character', ['audio.speech']],
  ['audio_output_token', ['audio.speech']],
  ['second', ['audio.transcriptions', 'audio.translations']],
  ['search', ['rerank']],
  ['input_token', ['embeddings']],
];

/**
 * Operations a model can be asked for: as its admin said, else as the units of its upstream cost tell. Of a model that
 * has neither anything is possible.
 */
export function modelOperations(model: {
  operations: readonly string[];
  costs: readonly { unit: string }[];
}): readonly string[] {
  if (model.operations.length > 0) return model.operations;
  const units = new Set(model.costs.map(({ unit }) => unit));
  return BY_UNIT.find(([unit]) => units.has(unit))?.[1] ?? MODEL_OPERATIONS;
}
