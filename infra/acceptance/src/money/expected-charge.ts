/**
 * What a call has to cost, worked out from its plan's prices and the sandbox's own account of what it delivered. Where
 * the caller left a stream that its product cancels, several charges may be right: the gateway bills what had reached it
 * when it heard, which is at least what the caller got and at most what the sandbox sent.
 */
import { countTextTokens } from '@turnpike/domain/token-count';
import type { Delivery } from '../system/sandbox-account.js';
import { formatExact, parseExact } from './exact-amount.js';

/** Amounts by unit for one model under one plan, as the plan was made. */
export type Prices = Readonly<Partial<Record<PricedUnit, string>>>;
export type PricedUnit = 'request' | 'input_token' | 'cached_input_token' | 'output_token' | 'reasoning_token';

/** Tokens in disjoint buckets. */
export interface Tokens {
  input: number;
  cachedInput: number;
  output: number;
  reasoning: number;
}

/** One outcome that would be right. */
export interface Expectation {
  source: 'provider' | 'estimated' | 'none';
  tokens: Tokens;
  charge: string;
}

const NOTHING: Expectation = {
  source: 'none',
  tokens: { input: 0, cachedInput: 0, output: 0, reasoning: 0 },
  charge: '0',
};

/** Quantity times amount, summed; cached input and reasoning fall back to the price they are a special case of. */
export function priceOf(prices: Prices, tokens: Tokens): string {
  const lines: [string | undefined, number][] = [
    [prices.request, 1],
    [prices.input_token, tokens.input],
    [prices.cached_input_token ?? prices.input_token, tokens.cachedInput],
    [prices.output_token, tokens.output],
    [prices.reasoning_token ?? prices.output_token, tokens.reasoning],
  ];
  return formatExact(lines.reduce((sum, [amount, quantity]) => sum + parseExact(amount ?? '0') * BigInt(quantity), 0n));
}

/** What the sandbox delivered, at these prices: its report where it gave one, else its count. */
export function chargeFor(prices: Prices, delivery: Delivery): Expectation {
  const tokens = {
    input: delivery.promptTokens - delivery.cachedTokens,
    cachedInput: delivery.cachedTokens,
    output: delivery.completionTokens - delivery.reasoningTokens,
    reasoning: delivery.reasoningTokens,
  };
  return { source: delivery.usageReported ? 'provider' : 'estimated', tokens, charge: priceOf(prices, tokens) };
}

/** What the caller had of a stream it left, and what becomes of such calls under its product. */
export interface Abandoned {
  policy: 'drain' | 'cancel';
  /** Content events the caller had received; 0 when it left before the first byte. */
  chunksReceived: number;
}

/** Every expectation that would be right. `delivery` is null for a call the sandbox never saw. */
export function expectationsOf(prices: Prices, delivery: Delivery | null, abandoned: Abandoned | null): Expectation[] {
  if (delivery === null || delivery.ended === 'error') return [NOTHING];
  const cancelled = abandoned?.policy === 'cancel';
  if (!delivery.stream) {
    const whole = delivery.ended === 'complete';
    if (!whole) return [NOTHING];
    return cancelled ? [NOTHING, chargeFor(prices, delivery)] : [chargeFor(prices, delivery)];
  }
  if (cancelled) return prefixesOf(prices, delivery, abandoned.chunksReceived);
  return delivery.deliveredChunks === 0 && delivery.ended !== 'complete' ? [NOTHING] : [chargeFor(prices, delivery)];
}

/** One expectation for each number of pieces between what the caller got and what the sandbox sent. */
function prefixesOf(prices: Prices, delivery: Delivery, atLeast: number): Expectation[] {
  const pieces = delivery.deliveredText.match(/\s*\S+/g) ?? [];
  const expectations: Expectation[] = delivery.usageReported ? [chargeFor(prices, delivery)] : [];
  if (atLeast === 0) expectations.push(NOTHING);
  for (let count = Math.max(1, atLeast); count <= pieces.length; count += 1) {
    const output = countTextTokens(pieces.slice(0, count).join(''));
    const tokens = { input: delivery.promptTokens, cachedInput: 0, output, reasoning: 0 };
    expectations.push({ source: 'estimated', tokens, charge: priceOf(prices, tokens) });
  }
  return expectations;
}
