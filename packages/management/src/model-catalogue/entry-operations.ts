import type { CatalogueEntry } from '@turnpike/contracts/management/model-catalogue';
import type { CreateModelInput } from '@turnpike/contracts/management/models';

/**
 * What a model of that entry can be asked for, by what goes in and comes out of it: the least that is certain. Empty where
 * the entry leaves it open: one that reads and writes text and sound may chat or speak live.
 */
export function entryOperations(
  entry: Pick<CatalogueEntry, 'capabilities' | 'inputModalities' | 'outputModalities'>,
): CreateModelInput['operations'] {
  const can = (capability: CatalogueEntry['capabilities'][number]) => entry.capabilities.includes(capability);
  const reads = (modality: CatalogueEntry['inputModalities'][number]) => entry.inputModalities.includes(modality);
  const writes = (modality: CatalogueEntry['outputModalities'][number]) => entry.outputModalities.includes(modality);
  if (can('embeddings')) return ['embeddings'];
  if (can('rerank')) return ['rerank'];
  if (can('moderation')) return ['moderations'];
  if (writes('audio')) return writes('text') ? [] : ['audio.speech'];
  if (writes('text')) return reads('text') ? ['chat.completions'] : reads('audio') ? ['audio.transcriptions'] : [];
  if (!writes('image')) return [];
  return reads('image') ? ['images.generations', 'images.edits'] : ['images.generations'];
}
