/** Google's models at the Gemini API. Vertex AI sells them too, at prices of its own. */
import * as kind from './vendor-models.js';

const LONG_PROMPTS = 'Prompts over 200,000 tokens cost more.';
const CACHED_CHEAPER = 'Cached input costs less; storing it is billed by the hour.';
const SOUND_APART = 'Sound has a price of its own.';

// prettier-ignore
export const GEMINI = kind.vendorModels('gemini', 'https://ai.google.dev/gemini-api/docs/pricing', {
  'gemini-3.5-flash': { name: 'Gemini 3.5 Flash', context: 1_048_576, output: 65_536, ...kind.OMNI_REASONER, asOf: '2026-05-19', price: { in: '1.5', cached: '0.15', audioIn: '1.5', out: '9' } },
  'gemini-3.1-pro-preview': { name: 'Gemini 3.1 Pro preview', context: 1_048_576, output: 65_536, ...kind.OMNI_REASONER, asOf: '2026-02-19', price: { in: '2', cached: '0.2', out: '12' }, note: LONG_PROMPTS },
  'gemini-3.1-flash-lite': { name: 'Gemini 3.1 Flash-Lite', context: 1_048_576, output: 65_536, ...kind.OMNI_REASONER, asOf: '2026-05-07', price: { in: '0.25', cached: '0.025', out: '1.5' }, note: SOUND_APART },
  'gemini-3-flash-preview': { name: 'Gemini 3 Flash preview', context: 1_048_576, output: 65_536, ...kind.OMNI_REASONER, asOf: '2025-12-17', price: { in: '0.5', cached: '0.05', audioIn: '1', out: '3' } },
  'gemini-3-pro-preview': { name: 'Gemini 3 Pro preview', context: 1_048_576, output: 65_536, ...kind.OMNI_REASONER, asOf: '2025-11-18', price: { in: '2', out: '12' }, note: `${LONG_PROMPTS} ${CACHED_CHEAPER}` },
  'gemini-2.5-pro': { name: 'Gemini 2.5 Pro', context: 1_048_576, output: 65_536, ...kind.OMNI_REASONER, asOf: '2025-11-18', price: { in: '1.25', cached: '0.125', out: '10' }, note: LONG_PROMPTS },
  'gemini-2.5-flash': { name: 'Gemini 2.5 Flash', context: 1_048_576, output: 65_536, ...kind.OMNI_REASONER, asOf: '2025-11-18', price: { in: '0.3', cached: '0.03', audioIn: '1', out: '2.5' } },
  'gemini-2.5-flash-lite': { name: 'Gemini 2.5 Flash-Lite', context: 1_048_576, output: 65_536, ...kind.OMNI_REASONER, asOf: '2025-11-18', price: { in: '0.1', cached: '0.01', audioIn: '0.3', out: '0.4' } },
  'gemini-2.0-flash': { name: 'Gemini 2.0 Flash', context: 1_048_576, output: 8192, ...kind.OMNI, asOf: '2025-02-05', price: { in: '0.1', out: '0.4' }, note: SOUND_APART },
  'gemini-2.0-flash-lite': { name: 'Gemini 2.0 Flash-Lite', context: 1_048_576, output: 8192, ...kind.OMNI, asOf: '2025-02-25', price: { in: '0.075', out: '0.3' } },
  'gemini-2.5-flash-image': { name: 'Gemini 2.5 Flash Image', context: 32_768, output: 32_768, inputModalities: ['text', 'image'], outputModalities: ['text', 'image'], capabilities: ['vision', 'images'], asOf: '2025-08-26', price: { in: '0.3', imageOut: '30' }, note: 'Text that it writes is billed apart.' },
  'imagen-4.0-generate-001': { name: 'Imagen 4', ...kind.DRAWS, asOf: '2025-08-14', price: { image: '0.04' } },
  'imagen-4.0-fast-generate-001': { name: 'Imagen 4 Fast', ...kind.DRAWS, asOf: '2025-08-14', price: { image: '0.02' } },
  'imagen-4.0-ultra-generate-001': { name: 'Imagen 4 Ultra', ...kind.DRAWS, asOf: '2025-08-14', price: { image: '0.06' } },
  'gemini-embedding-001': { name: 'Gemini Embedding', context: 2048, ...kind.EMBEDDINGS, asOf: '2025-07-14', price: { in: '0.15' } },
  'gemma-3-27b-it': { name: 'Gemma 3 27B', context: 131_072, output: 8192, ...kind.SEEING, asOf: '2025-03-12', source: 'https://ai.google.dev/gemma/docs/core' },
});
