import { anthropicAdapter } from './anthropic/adapter.js';
import { azureOpenAiAdapter } from './azure-openai/adapter.js';
import { bedrockAdapter } from './bedrock/adapter.js';
import { cohereAdapter } from './cohere/adapter.js';
import { geminiAdapter } from './gemini/adapter.js';
import { openAiCompatibleAdapter } from './openai-compatible/adapter.js';
import { openAiResponsesAdapter } from './openai-responses/adapter.js';
import type { ProviderAdapter } from './provider-adapter.js';
import { vertexAdapter } from './vertex/adapter.js';

const ADAPTERS: ReadonlyMap<string, ProviderAdapter> = new Map(
  [
    openAiCompatibleAdapter,
    openAiResponsesAdapter,
    azureOpenAiAdapter,
    anthropicAdapter,
    geminiAdapter,
    vertexAdapter,
    bedrockAdapter,
    cohereAdapter,
  ].map((adapter) => [adapter.kind, adapter]),
);

/** The adapter of a provider's `kind`; null when there is none. */
export function findAdapter(kind: string): ProviderAdapter | null {
  return ADAPTERS.get(kind) ?? null;
}

/** Every kind a provider may be registered with. */
export const PROVIDER_KINDS: readonly string[] = [...ADAPTERS.keys()];
