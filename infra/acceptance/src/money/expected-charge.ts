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
export type PricedUnit =
  | 'request'
  | 'input_token'
  | 'cached_input_token'
  | 'cache_write_token'
  | 'audio_input_token'
  | 'image_input_token'
  | 'output_token'
  | 'reasoning_token'
  | 'audio_output_token'
  | 'image_output_token'
  | 'image'
  | 'second'
  | 'character'
  | 'search';

/** Tokens in disjoint buckets; those that few calls have may be left out. */
export interface Tokens {
  input: number;
  cachedInput: number;
  cacheWrite?: number;
  audioInput?: number;
  imageInput?: number;
  output: number;
  reasoning: number;
  audioOutput?: number;
  imageOutput?: number;
}

/** What isn't counted in tokens. */
export interface Units {
  images?: number;
  characters?: number;
  searches?: number;
  /** Decimal text. */
  seconds?: string;
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

/** Quantity times amount, summed; special kinds of tokens fall back to the price of input or output. */
export function priceOf(prices: Prices, tokens: Tokens, units: Units = {}): string {
  const { input_token: input, output_token: output } = prices;
  const lines: [string | undefined, number | undefined][] = [
    [prices.request, 1],
    [input, tokens.input],
    [prices.cached_input_token ?? input, tokens.cachedInput],
    [prices.cache_write_token ?? input, tokens.cacheWrite],
    [prices.audio_input_token ?? input, tokens.audioInput],
    [prices.image_input_token ?? input, tokens.imageInput],
    [output, tokens.output],
    [prices.reasoning_token ?? output, tokens.reasoning],
    [prices.audio_output_token ?? output, tokens.audioOutput],
    [prices.image_output_token ?? output, tokens.imageOutput],
    [prices.image, units.images],
    [prices.character, units.characters],
    [prices.search, units.searches],
  ];
  const whole = lines.reduce((sum, [amount, count]) => sum + parseExact(amount ?? '0') * BigInt(count ?? 0), 0n);
  return formatExact(whole + timeCharge(prices.second ?? '0', units.seconds ?? '0'));
}

/** Seconds are no whole number: the product of two integers of 10^-12 is rounded half to even. */
function timeCharge(amount: string, seconds: string): bigint {
  const scale = 10n ** 12n;
  const product = parseExact(amount) * parseExact(seconds);
  const [whole, twiceTheRest] = [product / scale, (product % scale) * 2n];
  if (twiceTheRest === scale) return whole + (whole % 2n);
  return twiceTheRest > scale ? whole + 1n : whole;
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
