import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { expect, test } from 'vitest';
import { understoodOf } from '../test/ticket.fixture.js';
import { billHeaders } from './reply-headers.js';
import type { Admitted } from './tickets.js';

const BILL = { charge: '0.25', parts: [], cost: '0', costCurrency: null };

function headersOf(used: Partial<Usage>) {
  const reading = { usage: { ...NO_USAGE, ...used }, source: 'provider', endReason: 'complete', status: 200 } as const;
  return billHeaders(understoodOf() as Admitted, { reading, bill: BILL, prefix: 'x-toll' }, {});
}

const ALWAYS = {
  'x-toll-input-tokens': 0,
  'x-toll-cached-input-tokens': 0,
  'x-toll-output-tokens': 0,
  'x-toll-reasoning-tokens': 0,
  'x-toll-charge': '0.25',
  'x-toll-currency': 'USD',
};

test('a bill names the usual tokens always, and nothing else that was not used', () => {
  expect(headersOf({})).toEqual(ALWAYS);
  expect(headersOf({ inputTokens: 3 })).toEqual({ ...ALWAYS, 'x-toll-input-tokens': 3 });
});

test.each<[keyof Usage, string]>([
  ['cacheWriteTokens', 'x-toll-cache-write-tokens'],
  ['audioInputTokens', 'x-toll-audio-input-tokens'],
  ['imageInputTokens', 'x-toll-image-input-tokens'],
  ['audioOutputTokens', 'x-toll-audio-output-tokens'],
  ['imageOutputTokens', 'x-toll-image-output-tokens'],
  ['images', 'x-toll-images'],
  ['characters', 'x-toll-characters'],
  ['searches', 'x-toll-searches'],
])('%s are in %s where some were used', (bucket, header) => {
  expect(headersOf({ [bucket]: 7 })).toEqual({ ...ALWAYS, [header]: 7 });
});

test('seconds are the exact text', () => {
  expect(headersOf({ seconds: '1.250' })).toEqual({ ...ALWAYS, 'x-toll-seconds': '1.250' });
});
