import type { CatalogueEntry } from '@turnpike/contracts/management/model-catalogue';
import { expect, test } from 'vitest';
import { compareWithFile, fieldChanges } from './compare-entries.js';

const entry = (changes: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
  vendor: 'acme',
  model: 'one',
  name: 'One',
  contextTokens: 1000,
  maxOutputTokens: null,
  inputModalities: ['text'],
  outputModalities: ['text'],
  capabilities: ['tools'],
  prices: { input_token: '0.000001', output_token: '0.000002' },
  currency: 'USD',
  asOf: '2026-01-01',
  source: 'https://acme.example/prices',
  note: '',
  ...changes,
});

const baseOf = (...entries: CatalogueEntry[]) => new Map(entries.map((one) => [`${one.vendor}~${one.model}`, one]));

test.each<[string, Partial<CatalogueEntry>, unknown[]]>([
  ['nothing', {}, []],
  ['a name', { name: 'Uno' }, [{ field: 'name', before: 'One', after: 'Uno' }]],
  ['a bound that is set', { maxOutputTokens: 5 }, [{ field: 'maxOutputTokens', before: null, after: '5' }]],
  [
    'a list',
    { capabilities: ['tools', 'vision'] },
    [{ field: 'capabilities', before: 'tools', after: 'tools, vision' }],
  ],
  [
    'one price and a price that goes',
    { prices: { input_token: '0.000003' } },
    [
      { field: 'prices.input_token', before: '0.000001', after: '0.000003' },
      { field: 'prices.output_token', before: '0.000002', after: null },
    ],
  ],
  [
    'all prices',
    { prices: null },
    [
      { field: 'prices.input_token', before: '0.000001', after: null },
      { field: 'prices.output_token', before: '0.000002', after: null },
    ],
  ],
])('%s differs field by field', (_, changes, expected) => {
  expect(fieldChanges(entry(), entry(changes))).toEqual(expected);
});

test('a file adds, changes and removes within its own vendors, and leaves others alone', () => {
  const base = baseOf(entry(), entry({ model: 'two' }), entry({ model: 'three' }), entry({ vendor: 'other' }));
  const file = [entry(), entry({ model: 'two', name: 'Two' }), entry({ model: 'four' })];
  const { changes, unchanged, vendors } = compareWithFile(base, file);
  expect(unchanged).toBe(1);
  expect(vendors).toEqual(['acme']);
  expect(changes.map(({ id, before, after }) => [id, before?.name, after?.name])).toEqual([
    ['acme~two', 'One', 'Two'],
    ['acme~four', undefined, 'One'],
    ['acme~three', 'One', undefined],
  ]);
});
