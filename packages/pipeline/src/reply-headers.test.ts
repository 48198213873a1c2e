import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { chatCompletions } from '@turnpike/endpoints/chat-completions/chat-completions.operation';
import { messages } from '@turnpike/endpoints/messages/messages.operation';
import type { InferenceOperation, LookupOperation } from '@turnpike/endpoints/operation';
import { listModels } from '@turnpike/endpoints/registry';
import { describe, expect, test } from 'vitest';
import {
  arrivalOf,
  callerOf,
  entitlementOf,
  MemoryExchange,
  planVersionOf,
  understoodOf,
} from '../test/ticket.fixture.js';
import { LimitRefusal } from './limits/limit-refusal.js';
import { limitsOf } from './limits/limits-of.js';
import { billHeaders, errorHeaders, limitHeaders } from './reply-headers.js';
import type { Admitted, AdmittedReply, Arrival } from './tickets.js';

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

describe('how the limits stand', () => {
  const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5, 100);
  const entitlement = entitlementOf({ planVersion: planVersionOf({ requestsPerSecond: 5, burst: 10 }) });
  const limits = limitsOf(callerOf(), entitlement, nowMs).forAll(nowMs)!;
  const standings = [{ left: 7, resetMs: nowMs + 1_300, startMs: 0 }];
  const reply: AdmittedReply = { kind: 'admitted', nowMs, standings, waitMs: 0, balance: null, degraded: false };
  const headersFor = (operation: InferenceOperation | LookupOperation, headers = {}) =>
    limitHeaders({ reply, limits, arrival: askingFor(operation, headers) }, 'x-toll');
  const askingFor = (operation: InferenceOperation | LookupOperation, headers: object) =>
    ({ ...arrivalOf(), operation, exchange: new MemoryExchange({ ...headers }) }) as Arrival;

  test('is said to Anthropic’s callers in their own names too', () => {
    const own = {
      'anthropic-ratelimit-requests-limit': 10,
      'anthropic-ratelimit-requests-remaining': 7,
      'anthropic-ratelimit-requests-reset': '2026-01-02T03:04:07Z',
    };
    expect(headersFor(messages)).toMatchObject({ ...own, 'x-ratelimit-remaining': 7 });
    expect(headersFor(listModels, { 'anthropic-version': '2023-06-01' })).toMatchObject(own);
    for (const other of [headersFor(chatCompletions), headersFor(listModels)]) {
      expect(Object.keys(other).filter((name) => name.startsWith('anthropic-'))).toEqual([]);
      expect(other).toMatchObject({ 'x-ratelimit-limit-requests': 10 });
    }
  });

  test('says when this process decided them alone', () => {
    const arrival = askingFor(chatCompletions, {});
    const alone = limitHeaders({ reply: { ...reply, degraded: true }, limits, arrival }, 'x-toll');
    expect(alone).toMatchObject({ 'x-toll-limits': 'degraded', 'x-ratelimit-remaining': 7 });
    expect(headersFor(chatCompletions)).not.toHaveProperty('x-toll-limits');
  });

  test('and of a refusal, when to come back', () => {
    const none = [{ left: 0, resetMs: nowMs + 30_000, startMs: 0 }];
    const by = {
      kind: 'limit',
      index: 0,
      left: 0,
      retryAfterMs: 29_001,
      resetMs: nowMs + 30_000,
      standings: none,
    } as const;
    const refusal = new LimitRefusal(limits, { ...by, standings: none }, nowMs);
    expect(errorHeaders(refusal, 'anthropic')).toMatchObject({
      'retry-after': 30,
      'x-ratelimit-remaining': 0,
      'x-ratelimit-remaining-requests': 0,
      'anthropic-ratelimit-requests-remaining': 0,
      'anthropic-ratelimit-requests-reset': '2026-01-02T03:04:36Z',
    });
    expect(errorHeaders(refusal, 'gemini')).not.toHaveProperty('anthropic-ratelimit-requests-remaining');
  });
});
