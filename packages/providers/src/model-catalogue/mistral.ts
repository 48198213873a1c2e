/** Mistral AI's models. */
import * as kind from './vendor-models.js';

// prettier-ignore
export const MISTRAL = kind.vendorModels('mistral', 'https://mistral.ai/pricing', {
  'mistral-large-2512': { name: 'Mistral Large 3', context: 262_144, ...kind.SCHEMA_SEEING, asOf: '2025-12-02', price: { in: '0.5', out: '1.5' } },
  'mistral-large-2411': { name: 'Mistral Large 2.1', context: 131_072, ...kind.SCHEMA_CHAT, asOf: '2025-07-04', price: { in: '2', out: '6' } },
  'mistral-medium-2508': { name: 'Mistral Medium 3.1', ...kind.SCHEMA_SEEING, asOf: '2025-08-12', price: { in: '0.4', out: '2' } },
  'mistral-medium-2505': { name: 'Mistral Medium 3', context: 131_072, ...kind.SCHEMA_SEEING, asOf: '2025-07-04', price: { in: '0.4', out: '2' } },
  'mistral-small-2506': { name: 'Mistral Small 3.2', context: 128_000, ...kind.SCHEMA_SEEING, asOf: '2025-07-04', price: { in: '0.1', out: '0.3' } },
  'magistral-medium-2506': { name: 'Magistral Medium 1', context: 40_960, output: 40_960, ...kind.REASONER, asOf: '2025-06-10', price: { in: '2', out: '5' } },
  'magistral-small-2506': { name: 'Magistral Small 1', context: 40_960, output: 40_960, ...kind.REASONER, asOf: '2025-06-10', price: { in: '0.5', out: '1.5' } },
  'codestral-latest': { name: 'Codestral', context: 256_000, ...kind.SCHEMA_CHAT, asOf: '2025-07-04', price: { in: '0.3', out: '0.9' } },
  'devstral-2512': { name: 'Devstral 2', context: 262_144, ...kind.CHAT, asOf: '2025-12-09', price: { in: '0.4', out: '2' } },
  'devstral-medium-2507': { name: 'Devstral Medium', context: 131_072, ...kind.CHAT, asOf: '2025-07-10', price: { in: '0.4', out: '2' } },
  'devstral-small-2507': { name: 'Devstral Small 1.1', context: 131_072, ...kind.CHAT, asOf: '2025-07-10', price: { in: '0.1', out: '0.3' } },
  'ministral-8b-latest': { name: 'Ministral 8B', context: 131_072, ...kind.CHAT, asOf: '2024-10-16', price: { in: '0.1', out: '0.1' } },
  'ministral-3b-latest': { name: 'Ministral 3B', context: 131_072, ...kind.CHAT, asOf: '2024-10-16', price: { in: '0.04', out: '0.04' } },
  'open-mistral-nemo': { name: 'Mistral NeMo', context: 131_072, ...kind.CHAT, asOf: '2025-07-04', price: { in: '0.15', out: '0.15' } },
  'pixtral-large-2411': { name: 'Pixtral Large', context: 131_072, ...kind.SEEING, asOf: '2024-11-18', price: { in: '2', out: '6' } },
  'pixtral-12b': { name: 'Pixtral 12B', context: 131_072, ...kind.SEEING, asOf: '2025-07-04', price: { in: '0.15', out: '0.15' } },
  'mistral-saba-latest': { name: 'Mistral Saba', context: 32_768, ...kind.CHAT, asOf: '2025-07-04', price: { in: '0.2', out: '0.6' } },
  'voxtral-small-2507': { name: 'Voxtral Small', context: 32_768, inputModalities: ['text', 'audio'], outputModalities: ['text'], capabilities: ['tools', 'streaming', 'audio'], asOf: '2025-07-15', note: 'Billed by tokens and by minutes of sound.' },
  'voxtral-mini-2507': { name: 'Voxtral Mini', context: 32_768, inputModalities: ['text', 'audio'], outputModalities: ['text'], capabilities: ['streaming', 'audio'], asOf: '2025-07-15', note: 'Billed by tokens and by minutes of sound.' },
  'mistral-embed': { name: 'Mistral Embed', context: 8192, ...kind.EMBEDDINGS, asOf: '2024-02-26', price: { in: '0.1' } },
  'codestral-embed': { name: 'Codestral Embed', context: 8192, ...kind.EMBEDDINGS, asOf: '2025-05-28', price: { in: '0.15' } },
  'mistral-moderation-latest': { name: 'Mistral Moderation', inputModalities: ['text'], outputModalities: ['text'], capabilities: ['moderation'], asOf: '2024-11-07' },
});
