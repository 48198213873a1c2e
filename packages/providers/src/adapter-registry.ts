/** Adapters by kind. Each is loaded by the first call for a provider of its kind, and kept: most processes use few. */
import type { ProviderAdapter } from './provider-adapter.js';

const LOADERS = {
  'openai-compatible': async () => (await import('./openai-compatible/adapter.js')).openAiCompatibleAdapter,
  'openai-responses': async () => (await import('./openai-responses/adapter.js')).openAiResponsesAdapter,
  'azure-openai': async () => (await import('./azure-openai/adapter.js')).azureOpenAiAdapter,
  anthropic: async () => (await import('./anthropic/adapter.js')).anthropicAdapter,
  gemini: async () => (await import('./gemini/adapter.js')).geminiAdapter,
  vertex: async () => (await import('./vertex/adapter.js')).vertexAdapter,
  bedrock: async () => (await import('./bedrock/adapter.js')).bedrockAdapter,
  cohere: async () => (await import('./cohere/adapter.js')).cohereAdapter,
} satisfies Readonly<Record<string, () => Promise<ProviderAdapter>>>;

const loaders: ReadonlyMap<string, () => Promise<ProviderAdapter>> = new Map(Object.entries(LOADERS));
const loaded = new Map<string, ProviderAdapter>();

/** The adapter of a provider's `kind`, if it is loaded already: without a turn of the event loop. */
export function findAdapter(kind: string): ProviderAdapter | null {
  return loaded.get(kind) ?? null;
}

/** The adapter of a provider's `kind`; null when there is none. */
export async function loadAdapter(kind: string): Promise<ProviderAdapter | null> {
  const adapter = (await loaders.get(kind)?.()) ?? null;
  if (adapter !== null) loaded.set(kind, adapter);
  return adapter;
}

/** Every kind a provider may be registered with. */
export const PROVIDER_KINDS: readonly string[] = Object.keys(LOADERS);
