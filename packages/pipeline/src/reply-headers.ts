/**
 * Headers of data-plane answers: the request id, the limits as they stand, and the receipt, whose prefix is the product's
 * own.
 */
import { COUNT_BUCKETS, type CountBucket } from '@turnpike/domain/usage';
import { errorStyleOf } from '@turnpike/endpoints/caller-style';
import type { ApiError } from '@turnpike/errors/api-error';
import type { ErrorStyle } from '@turnpike/errors/error-styles';
import type { ReplyHeaders } from './exchange.js';
import { putLimitHeaders } from './limits/limit-headers.js';
import { LimitRefusal } from './limits/limit-refusal.js';
import type { Admitted, Arrival, Bill, Dispatched, Identified, LimitState, UsageReading } from './tickets.js';

/** Of a stream of server-sent events, which nothing on the way may gather or change. */
export const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

const USUAL_BUCKETS: readonly CountBucket[] = ['inputTokens', 'cachedInputTokens', 'outputTokens', 'reasoningTokens'];
const SELDOM_BUCKETS = COUNT_BUCKETS.filter((bucket) => !USUAL_BUCKETS.includes(bucket));

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Names of the headers under one prefix. */
class PrefixedNames {
  readonly clientRequestId: string;
  readonly limits: string;
  readonly model: string;
  readonly target: string;
  readonly priceVersion: string;
  readonly attempts: string;
  readonly fallback: string;
  readonly cache: string;
  readonly similarity: string;
  readonly originalRequestId: string;
  readonly overheadMs: string;
  readonly dropped: string;
  readonly inputTokens: string;
  readonly cachedInputTokens: string;
  readonly outputTokens: string;
  readonly reasoningTokens: string;
  readonly seldom: readonly (readonly [bucket: CountBucket, name: string])[];
  readonly seconds: string;
  readonly charge: string;
  readonly currency: string;

  constructor(prefix: string) {
    this.clientRequestId = `${prefix}-client-request-id`;
    this.limits = `${prefix}-limits`;
    this.model = `${prefix}-model`;
    this.target = `${prefix}-target`;
    this.priceVersion = `${prefix}-price-version`;
    this.attempts = `${prefix}-attempts`;
    this.fallback = `${prefix}-fallback`;
    this.cache = `${prefix}-cache`;
    this.similarity = `${prefix}-similarity`;
    this.originalRequestId = `${prefix}-original-request-id`;
    this.overheadMs = `${prefix}-overhead-ms`;
    this.dropped = `${prefix}-dropped`;
    this.inputTokens = `${prefix}-input-tokens`;
    this.cachedInputTokens = `${prefix}-cached-input-tokens`;
    this.outputTokens = `${prefix}-output-tokens`;
    this.reasoningTokens = `${prefix}-reasoning-tokens`;
    this.seldom = SELDOM_BUCKETS.map((bucket) => [bucket, `${prefix}-${kebabCase(bucket)}`]);
    this.seconds = `${prefix}-seconds`;
    this.charge = `${prefix}-charge`;
    this.currency = `${prefix}-currency`;
  }
}

const namesByPrefix = new Map<string, PrefixedNames>();

/** Made once per prefix: a name put together for each answer is looked up as a new property each time. */
function namesOf(prefix: string): PrefixedNames {
  let names = namesByPrefix.get(prefix);
  if (names === undefined) namesByPrefix.set(prefix, (names = new PrefixedNames(prefix)));
  return names;
}

/** What every answer carries, put into `headers`. The caller's own request id is kept beside ours. */
export function identityHeaders(arrival: Arrival, prefix: string, headers: ReplyHeaders = {}): ReplyHeaders {
  headers['x-request-id'] = arrival.publicRequestId;
  // Where Anthropic's SDK looks for it.
  if (isAnthropics(arrival)) headers['request-id'] = arrival.publicRequestId;
  if (arrival.clientRequestId !== null) {
    headers[namesOf(prefix).clientRequestId] = toHeaderText(arrival.clientRequestId);
  }
  return headers;
}

function isAnthropics({ operation, exchange }: Arrival): boolean {
  return errorStyleOf(operation, exchange.headers) === 'anthropic';
}

/** Limits after this call was admitted, put into `headers`, and whether this process decided them alone. */
export function limitHeaders(
  { arrival, reply, limits }: LimitState & Pick<Identified, 'arrival'>,
  prefix: string,
  headers: ReplyHeaders = {},
): ReplyHeaders {
  const { standings, nowMs, degraded } = reply;
  if (degraded) headers[namesOf(prefix).limits] = 'degraded';
  return putLimitHeaders({ limits, standings, nowMs, isAnthropics: isAnthropics(arrival) }, headers);
}

/** The receipt that is known before the answer's first byte, put into `headers`. */
export function receiptHeaders(ticket: Dispatched, prefix: string, headers: ReplyHeaders = {}): ReplyHeaders {
  const { arrival, target, entitlement, attempts, droppedHints } = ticket;
  const { timer } = arrival;
  const names = namesOf(prefix);
  headers[names.model] = toHeaderText(ticket.request.model);
  headers[names.target] = `${target.providerSlug}/${toHeaderText(target.upstreamModel)}`;
  headers[names.priceVersion] = entitlement.planVersion.version;
  headers[names.attempts] = attempts.length;
  headers[names.cache] = ticket.cache ?? 'bypass';
  headers[names.overheadMs] = (timer.overheadUs() / 1000).toFixed(3);
  if (droppedHints.length > 0) headers[names.dropped] = droppedHints.map(toHeaderText).join(', ');
  return headers;
}

/** The receipt of an answer that was kept, put into `headers`. A similarity of null: to the same request. */
export function keptHeaders(
  { arrival, request, entitlement }: Admitted,
  kept: { ageSeconds: number; similarity: number | null; droppedHints: readonly string[]; prefix: string },
  headers: ReplyHeaders,
): ReplyHeaders {
  const { timer } = arrival;
  const names = namesOf(kept.prefix);
  headers.age = kept.ageSeconds;
  headers[names.model] = toHeaderText(request.model);
  headers[names.priceVersion] = entitlement.planVersion.version;
  headers[names.attempts] = 0;
  headers[names.cache] = kept.similarity === null ? 'hit' : 'semantic';
  if (kept.similarity !== null) headers[names.similarity] = kept.similarity.toFixed(4);
  headers[names.overheadMs] = (timer.overheadUs() / 1000).toFixed(3);
  if (kept.droppedHints.length > 0) headers[names.dropped] = kept.droppedHints.map(toHeaderText).join(', ');
  return headers;
}

/** The receipt of a product's own answer, given for want of a target's, put into `headers`. */
export function fallbackHeaders(
  { request, entitlement }: Admitted,
  { attempts, prefix }: { attempts: number; prefix: string },
  headers: ReplyHeaders,
): ReplyHeaders {
  const names = namesOf(prefix);
  headers[names.model] = toHeaderText(request.model);
  headers[names.priceVersion] = entitlement.planVersion.version;
  headers[names.attempts] = attempts;
  headers[names.fallback] = 'answer';
  return headers;
}

/**
 * Usage and charge, for an answer that is complete when its headers leave, put into `headers`: the usual token buckets
 * always, the others where something was used.
 */
export function billHeaders(
  ticket: Admitted,
  outcome: { reading: UsageReading; bill: Bill; prefix: string },
  headers: ReplyHeaders,
): ReplyHeaders {
  const { bill, prefix } = outcome;
  const { usage } = outcome.reading;
  const names = namesOf(prefix);
  headers[names.inputTokens] = usage.inputTokens;
  headers[names.cachedInputTokens] = usage.cachedInputTokens;
  headers[names.outputTokens] = usage.outputTokens;
  headers[names.reasoningTokens] = usage.reasoningTokens;
  for (const [bucket, name] of names.seldom) if (usage[bucket] !== 0) headers[name] = usage[bucket];
  if (usage.seconds !== '0') headers[names.seconds] = usage.seconds;
  headers[names.charge] = bill.charge;
  headers[names.currency] = ticket.entitlement.planVersion.currency;
  return headers;
}

/** What says that an answer was given before, to which request, put into `headers`. Asking once more changes no failure. */
export function replayHeaders(
  originalId: string,
  { status, prefix }: { status: number; prefix: string },
  headers: ReplyHeaders,
): ReplyHeaders {
  headers['idempotent-replayed'] = 'true';
  headers[namesOf(prefix).originalRequestId] = originalId;
  if (status >= 400) headers['x-should-retry'] = 'false';
  return headers;
}

/** What an error adds. A refusal by a limit says how all of the call's stand, and when to come back. */
export function errorHeaders(error: ApiError, style: ErrorStyle): ReplyHeaders {
  const headers: ReplyHeaders = { 'content-type': 'application/json' };
  if (error.retryAfterSeconds !== null) headers['retry-after'] = error.retryAfterSeconds;
  // OpenAI's and Anthropic's SDKs try any 409 again, unless they are told.
  if (error.status === 409 && !error.entry.retryable) headers['x-should-retry'] = 'false';
  // RFC 9110 §15.5.22: such an answer says what to upgrade to.
  if (error.code === 'upgrade_required') Object.assign(headers, { upgrade: 'websocket', connection: 'upgrade' });
  const challenge = challengeOf(error);
  if (challenge !== null) headers['www-authenticate'] = challenge;
  if (error instanceof LimitRefusal)
    putLimitHeaders({ ...error.standing, isAnthropics: style === 'anthropic' }, headers);
  return headers;
}

/** What a bearer of tokens is told (RFC 6750, section 3). */
function challengeOf({ code, details }: ApiError): string | null {
  switch (code) {
    case 'missing_api_key':
      return 'Bearer';
    case 'token_invalid':
    case 'token_expired':
      return 'Bearer error="invalid_token"';
    case 'insufficient_scope':
      return `Bearer error="insufficient_scope", scope="${toHeaderText(scopeIn(details))}"`;
    default:
      return null;
  }
}

function scopeIn(details: unknown): string {
  const named = typeof details === 'object' && details !== null && 'scope' in details ? details.scope : '';
  return typeof named === 'string' ? named : '';
}

/** Header values may hold visible ASCII only; anything else would make the answer fail. */
function toHeaderText(text: string): string {
  return UNPRINTABLE.test(text) ? text.replace(/[^\x20-\x7e]/g, '?') : text;
}

const UNPRINTABLE = /[^\x20-\x7e]/;
