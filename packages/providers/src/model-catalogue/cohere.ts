/** Cohere's models. A search ranks up to a hundred documents for one question. */
import * as kind from './vendor-models.js';

// prettier-ignore
export const COHERE = kind.vendorModels('cohere', 'https://cohere.com/pricing', {
  'command-a-03-2025': { name: 'Command A', context: 256_000, output: 8000, ...kind.SCHEMA_CHAT, asOf: '2025-07-04', price: { in: '2.5', out: '10' } },
  'command-a-reasoning-08-2025': { name: 'Command A Reasoning', context: 256_000, output: 32_000, ...kind.SCHEMA_REASONER, asOf: '2025-08-21', price: { in: '2.5', out: '10' } },
  'command-a-vision-07-2025': { name: 'Command A Vision', context: 128_000, output: 8000, inputModalities: ['text', 'image'], outputModalities: ['text'], capabilities: ['json_schema', 'vision', 'streaming'], asOf: '2025-07-31' },
  'command-r-plus-08-2024': { name: 'Command R+', context: 128_000, output: 4000, ...kind.SCHEMA_CHAT, asOf: '2025-07-04', price: { in: '2.5', out: '10' } },
  'command-r-08-2024': { name: 'Command R', context: 128_000, output: 4000, ...kind.SCHEMA_CHAT, asOf: '2025-07-04', price: { in: '0.15', out: '0.6' } },
  'command-r7b-12-2024': { name: 'Command R7B', context: 128_000, output: 4000, ...kind.SCHEMA_CHAT, asOf: '2025-07-04', price: { in: '0.0375', out: '0.15' } },
  'embed-v4.0': { name: 'Embed 4', context: 128_000, inputModalities: ['text', 'image'], outputModalities: ['embedding'], capabilities: ['embeddings'], asOf: '2025-12-10', price: { in: '0.12', imageIn: '0.47' } },
  'embed-english-v3.0': { name: 'Embed 3 English', context: 512, ...kind.EMBEDDINGS, asOf: '2023-11-02', price: { in: '0.1' } },
  'embed-multilingual-v3.0': { name: 'Embed 3 Multilingual', context: 512, ...kind.EMBEDDINGS, asOf: '2023-11-02', price: { in: '0.1' } },
  'rerank-v4.0-pro': { name: 'Rerank 4 Pro', context: 32_768, ...kind.RERANK, asOf: '2026-10-18', note: 'Billed by the search.' },
  'rerank-v4.0-fast': { name: 'Rerank 4 Fast', context: 32_768, ...kind.RERANK, asOf: '2026-10-18', note: 'Billed by the search.' },
  'rerank-v3.5': { name: 'Rerank 3.5', context: 4096, ...kind.RERANK, asOf: '2024-12-02', price: { search: '0.002' } },
});
