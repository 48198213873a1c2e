/** Where OpenAI's wire takes what, below the base URL. */
import type { DialectName } from '@turnpike/dialects/conversation';
import type { BuildRequestInput, ProviderOperation } from '../provider-adapter.js';

const CONVERSATIONS: Readonly<Partial<Record<DialectName, string>>> = {
  'openai-chat': '/chat/completions',
  'openai-completions': '/completions',
};

const OPERATIONS: Readonly<Partial<Record<ProviderOperation, string>>> = {
  embeddings: '/embeddings',
  'images.generations': '/images/generations',
  'images.edits': '/images/edits',
  'audio.speech': '/audio/speech',
  'audio.transcriptions': '/audio/transcriptions',
  'audio.translations': '/audio/translations',
  moderations: '/moderations',
  rerank: '/rerank',
};

/** Wires of conversation that pass as bytes. */
export const SPOKEN: ReadonlySet<DialectName> = new Set(Object.keys(CONVERSATIONS) as DialectName[]);

/** What is served beside conversations. */
export const SERVED: ReadonlySet<ProviderOperation> = new Set(Object.keys(OPERATIONS) as ProviderOperation[]);

/** @throws TypeError for what the adapter never said it serves. */
export function pathOf({ operation, dialect }: Pick<BuildRequestInput, 'operation' | 'dialect'>): string {
  const path = dialect === null ? OPERATIONS[operation] : CONVERSATIONS[dialect];
  if (path === undefined) throw new TypeError(`OpenAI's wire has no ${dialect ?? operation}`);
  return path;
}
