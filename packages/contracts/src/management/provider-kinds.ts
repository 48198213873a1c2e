/** The adapters a provider may be asked through. Plain data: forms in a browser offer them too. */

/** The kinds, and other words people use for them. */
export const KIND_WORDS = {
  'openai-compatible': 'openai-compatible',
  openai: 'openai-compatible',
  'openai-responses': 'openai-responses',
  'azure-openai': 'azure-openai',
  anthropic: 'anthropic',
  gemini: 'gemini',
  vertex: 'vertex',
  bedrock: 'bedrock',
  cohere: 'cohere',
} as const;

/** The wire format a provider speaks. */
export type WireKind = (typeof KIND_WORDS)[keyof typeof KIND_WORDS];

/** Every kind once. */
export const WIRE_KINDS: readonly WireKind[] = [...new Set(Object.values(KIND_WORDS))];
