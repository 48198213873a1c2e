/** xAI's models. */
import * as kind from './vendor-models.js';

const FAST = { in: '0.2', cached: '0.05', out: '0.5' };

// prettier-ignore
export const XAI = kind.vendorModels('xai', 'https://docs.x.ai/docs/models', {
  'grok-4.5': { name: 'Grok 4.5', context: 500_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2026-06-29', price: { in: '2', cached: '0.5', out: '6' }, note: 'Prompts over 200,000 tokens cost more.' },
  'grok-4.3': { name: 'Grok 4.3', context: 1_000_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2026-05-01', price: { in: '1.25', cached: '0.2', out: '2.5' }, note: 'Prompts over 200,000 tokens cost more.' },
  'grok-4.20-0309-reasoning': { name: 'Grok 4.20', context: 2_000_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2026-03-09' },
  'grok-4-1-fast-reasoning': { name: 'Grok 4.1 Fast', context: 2_000_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2025-11-27', price: FAST },
  'grok-4-1-fast-non-reasoning': { name: 'Grok 4.1 Fast without reasoning', context: 2_000_000, ...kind.SCHEMA_SEEING, asOf: '2025-11-27', price: FAST },
  'grok-4-fast-reasoning': { name: 'Grok 4 Fast', context: 2_000_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2025-11-27', price: FAST, note: 'Prompts over 128,000 tokens cost more.' },
  'grok-4-fast-non-reasoning': { name: 'Grok 4 Fast without reasoning', context: 2_000_000, ...kind.SCHEMA_SEEING, asOf: '2025-11-27', price: FAST, note: 'Prompts over 128,000 tokens cost more.' },
  'grok-4-0709': { name: 'Grok 4', context: 256_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2025-07-12', price: { in: '3', cached: '0.75', out: '15' }, note: 'Prompts over 128,000 tokens cost more.' },
  'grok-code-fast-1': { name: 'Grok Code Fast 1', context: 256_000, ...kind.SCHEMA_REASONER, asOf: '2025-11-27', price: { in: '0.2', cached: '0.02', out: '1.5' } },
  'grok-3': { name: 'Grok 3', context: 131_072, ...kind.SCHEMA_CHAT, asOf: '2025-07-12', price: { in: '3', cached: '0.75', out: '15' } },
  'grok-3-fast': { name: 'Grok 3 Fast', context: 131_072, ...kind.SCHEMA_CHAT, asOf: '2025-07-12', price: { in: '5', cached: '1.25', out: '25' } },
  'grok-3-mini': { name: 'Grok 3 Mini', context: 131_072, ...kind.SCHEMA_REASONER, asOf: '2025-07-12', price: { in: '0.3', cached: '0.075', out: '0.5' } },
  'grok-3-mini-fast': { name: 'Grok 3 Mini Fast', context: 131_072, ...kind.SCHEMA_REASONER, asOf: '2025-07-12', price: { in: '0.6', cached: '0.15', out: '4' } },
  'grok-2-vision-1212': { name: 'Grok 2 Vision', context: 32_768, ...kind.SCHEMA_SEEING, asOf: '2025-07-12', price: { in: '2', out: '10' } },
});
