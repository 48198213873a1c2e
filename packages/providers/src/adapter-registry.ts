import { openAiCompatibleAdapter } from './openai-compatible/adapter.js';
import type { ProviderAdapter } from './provider-adapter.js';

const ADAPTERS: ReadonlyMap<string, ProviderAdapter> = new Map(
  [openAiCompatibleAdapter].map((adapter) => [adapter.kind, adapter]),
);

/** The adapter of a provider's `kind`; null when there is none. */
export function findAdapter(kind: string): ProviderAdapter | null {
  return ADAPTERS.get(kind) ?? null;
}

/** Every kind a provider may be registered with. */
export const PROVIDER_KINDS: readonly string[] = [...ADAPTERS.keys()];
