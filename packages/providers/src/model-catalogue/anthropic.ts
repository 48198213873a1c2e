/** Anthropic's models. Writing to its cache is priced for five minutes; an hour costs more. */
import * as kind from './vendor-models.js';

const OPUS = { in: '5', cached: '0.5', write: '6.25', out: '25' };
const OLDER_OPUS = { in: '15', cached: '1.5', write: '18.75', out: '75' };
const SONNET = { in: '3', cached: '0.3', write: '3.75', out: '15' };

// prettier-ignore
export const ANTHROPIC = kind.vendorModels('anthropic', 'https://docs.claude.com/en/docs/about-claude/pricing', {
  'claude-opus-5': { name: 'Claude Opus 5', context: 1_000_000, output: 128_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2026-07-24', price: OPUS },
  'claude-sonnet-5': { name: 'Claude Sonnet 5', context: 1_000_000, output: 128_000, ...kind.SEEING_REASONER, asOf: '2026-06-30', note: 'Began at an introductory price.' },
  'claude-opus-4-8': { name: 'Claude Opus 4.8', context: 1_000_000, output: 128_000, ...kind.SEEING_REASONER, asOf: '2026-05-28', price: OPUS },
  'claude-opus-4-7': { name: 'Claude Opus 4.7', context: 1_000_000, output: 128_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2026-04-16', price: OPUS },
  'claude-opus-4-6': { name: 'Claude Opus 4.6', context: 1_000_000, output: 128_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2026-03-13', price: OPUS },
  'claude-sonnet-4-6': { name: 'Claude Sonnet 4.6', context: 1_000_000, output: 64_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2026-03-13', price: SONNET },
  'claude-opus-4-5-20251101': { name: 'Claude Opus 4.5', context: 200_000, output: 64_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2025-11-24', price: OPUS },
  'claude-haiku-4-5-20251001': { name: 'Claude Haiku 4.5', context: 200_000, output: 64_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2025-10-15', price: { in: '1', cached: '0.1', write: '1.25', out: '5' } },
  'claude-sonnet-4-5-20250929': { name: 'Claude Sonnet 4.5', context: 200_000, output: 64_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2025-09-29', price: SONNET, note: 'Prompts over 200,000 tokens cost more.' },
  'claude-opus-4-1-20250805': { name: 'Claude Opus 4.1', context: 200_000, output: 32_000, ...kind.SEEING_REASONER, asOf: '2025-08-05', price: OLDER_OPUS },
  'claude-opus-4-20250514': { name: 'Claude Opus 4', context: 200_000, output: 32_000, ...kind.SEEING_REASONER, asOf: '2025-05-22', price: OLDER_OPUS },
  'claude-sonnet-4-20250514': { name: 'Claude Sonnet 4', context: 200_000, output: 64_000, ...kind.SEEING_REASONER, asOf: '2025-05-22', price: SONNET, note: 'Prompts over 200,000 tokens cost more.' },
  'claude-3-7-sonnet-20250219': { name: 'Claude Sonnet 3.7', context: 200_000, output: 64_000, ...kind.SEEING_REASONER, asOf: '2025-02-24', price: SONNET },
  'claude-3-5-haiku-20241022': { name: 'Claude Haiku 3.5', context: 200_000, output: 8192, ...kind.SEEING, asOf: '2025-06-22', price: { in: '0.8', cached: '0.08', write: '1', out: '4' } },
  'claude-3-haiku-20240307': { name: 'Claude Haiku 3', context: 200_000, output: 4096, ...kind.SEEING, asOf: '2025-06-23', price: { in: '0.25', cached: '0.03', write: '0.3', out: '1.25' } },
});
