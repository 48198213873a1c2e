import { CatalogueFileSchema } from '@turnpike/contracts/management/model-catalogue';
import { expect, test } from 'vitest';
import { VENDORS } from '../vendors/vendors.js';
import { SHIPPED_CATALOGUE } from './shipped-catalogue.js';

const { entries } = SHIPPED_CATALOGUE;

test('the shipped file is what an import would take, word for word', () => {
  expect(CatalogueFileSchema.parse(SHIPPED_CATALOGUE)).toEqual(SHIPPED_CATALOGUE);
});

test('it knows more than a hundred models, and a price of more than a hundred', () => {
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter(({ prices }) => prices !== null).length).toBeGreaterThan(100);
});

test('every entry is of a vendor that a provider can be made of', () => {
  const slugs = VENDORS.map(({ slug }) => slug);
  expect(entries.map(({ vendor }) => vendor).filter((vendor) => !slugs.includes(vendor))).toEqual([]);
});

test('nothing was published after the file was put together', () => {
  expect(entries.filter(({ asOf }) => asOf > SHIPPED_CATALOGUE.version)).toEqual([]);
});

test('special units are priced beside the one they are a special case of, and answers no longer than what fits', () => {
  for (const { model, prices, contextTokens, maxOutputTokens } of entries) {
    if (prices?.cached_input_token !== undefined) expect(prices.input_token, model).toBeDefined();
    if (prices?.reasoning_token !== undefined) expect(prices.output_token, model).toBeDefined();
    if (contextTokens !== null) expect(maxOutputTokens ?? 0, model).toBeLessThanOrEqual(contextTokens);
  }
});

test.each([
  ['gpt-4o-mini', { input_token: '0.00000015', cached_input_token: '0.000000075', output_token: '0.0000006' }],
  ['whisper-1', { second: '0.0001' }],
  ['tts-1', { character: '0.000015' }],
  ['rerank-v3.5', { search: '0.002' }],
  ['deepseek-v4-pro', { input_token: '0.000000435', cached_input_token: '0.000000003625', output_token: '0.00000087' }],
])('the prices of %s are for one unit', (model, prices) => {
  expect(entries.find((entry) => entry.model === model)?.prices).toEqual(prices);
});
