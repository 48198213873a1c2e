/** What the playground can ask, and which models can be asked so. */
import type { PlaygroundApplicationView } from '@turnpike/contracts/management/start';

export const PLAYGROUND_MODES = [
  'chat', 'responses', 'embeddings', 'images', 'audio', 'rerank', 'moderations',
] as const; // prettier-ignore
export type PlaygroundMode = (typeof PLAYGROUND_MODES)[number];

export type PlaygroundModel = PlaygroundApplicationView['models'][number];

/** Keys of operations as products offer them: a conversation is offered once, for every wire. */
const OPERATIONS: Readonly<Record<PlaygroundMode, readonly string[]>> = {
  chat: ['chat.completions'],
  responses: ['chat.completions'],
  embeddings: ['embeddings'],
  images: ['images.generations', 'images.edits'],
  audio: ['audio.speech', 'audio.transcriptions', 'audio.translations'],
  rerank: ['rerank'],
  moderations: ['moderations'],
};

/** Modes in which a model with these operations has something to say. */
export function modesOf(operations: readonly string[]): PlaygroundMode[] {
  return PLAYGROUND_MODES.filter((mode) => OPERATIONS[mode].some((key) => operations.includes(key)));
}

/** Models that can be asked for one of the operations. */
export function modelsFor(models: readonly PlaygroundModel[], operations: readonly string[]): PlaygroundModel[] {
  return models.filter((model) => operations.some((key) => model.operations.includes(key)));
}

/** The mode an address names; without one the first that its model is good for. */
export function modeOf(
  name: string | null,
  { model, applications }: { model: string; applications: readonly PlaygroundApplicationView[] },
): PlaygroundMode {
  const named = PLAYGROUND_MODES.find((mode) => mode === name);
  const operations = applications.flatMap(({ models }) =>
    models.filter((one) => one.name === model).flatMap((one) => one.operations),
  );
  return named ?? modesOf(operations)[0] ?? 'chat';
}

/** Operations whose mode another wire has, or none of its own. */
const OTHER_WIRES: Readonly<Record<string, PlaygroundMode>> = {
  responses: 'responses',
  completions: 'chat',
  messages: 'chat',
  'models.generateContent': 'chat',
  'models.streamGenerateContent': 'chat',
  'models.embedContent': 'embeddings',
  'models.batchEmbedContents': 'embeddings',
};

/** The mode in which the call of such an operation can be tried again; null where there is none. */
export function modeOfOperation(operation: string): PlaygroundMode | null {
  return OTHER_WIRES[operation] ?? modesOf([operation])[0] ?? null;
}
