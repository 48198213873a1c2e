/**
 * Headers of data-plane answers: the request id, the limits as they stand, and the receipt. Names after
 * draft-ietf-httpapi-ratelimit-headers and OpenAI's family, for its callers Anthropic's too; the receipt's prefix is the
 * product's own.
 */
import { COUNT_BUCKETS, type CountBucket } from '@turnpike/domain/usage';
import { errorStyleOf } from '@turnpike/endpoints/caller-style';
import type { ApiError } from '@turnpike/errors/api-error';
import type { ErrorStyle } from '@turnpike/errors/error-styles';
import type { ReplyHeaders } from './exchange.js';
import type { Admitted, Arrival, Bill, Dispatched, Identified, LimitState, UsageReading } from './tickets.js';

const USUAL_BUCKETS: readonly CountBucket[] = ['inputTokens', 'cachedInputTokens', 'outputTokens', 'reasoningTokens'];
const SELDOM_BUCKETS = COUNT_BUCKETS.filter((bucket) => !USUAL_BUCKETS.includes(bucket));

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Names of the headers under one prefix. */
class PrefixedNames {
  readonly clientRequestId: string;
  readonly model: string;
  readonly target: string;
  readonly priceVersion: string;
  readonly attempts: string;
  readonly cache: string;
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
    this.model = `${prefix}-model`;
    this.target = `${prefix}-target`;
    this.priceVersion = `${prefix}-price-version`;
    this.attempts = `${prefix}-attempts`;
    this.cache = `${prefix}-cache`;
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

/** Limits after this call was admitted, put into `headers`. */
export function limitHeaders(
  { arrival, reply, entitlement, quotas }: LimitState & Pick<Identified, 'arrival'>,
  headers: ReplyHeaders = {},
): ReplyHeaders {
  let policies = '';
  let states = '';
  const { requestsPerSecond, burst } = entitlement.planVersion;
  const rate = reply.rates[0];
  if (rate !== undefined && requestsPerSecond !== null) {
    const allowed = burst ?? requestsPerSecond;
    const fullInSeconds = Math.ceil(rate.fullInUs / 1_000_000);
    policies = `"burst";q=${allowed};w=${Math.max(1, Math.ceil(allowed / requestsPerSecond))}`;
    states = `"burst";r=${rate.remaining};t=${fullInSeconds}`;
    headers['x-ratelimit-limit'] = allowed;
    headers['x-ratelimit-remaining'] = rate.remaining;
    headers['x-ratelimit-reset'] = fullInSeconds;
    headers['x-ratelimit-limit-requests'] = allowed;
    headers['x-ratelimit-remaining-requests'] = rate.remaining;
    headers['x-ratelimit-reset-requests'] = `${Math.ceil(rate.fullInUs / 1000)}ms`;
    if (isAnthropics(arrival)) {
      headers['anthropic-ratelimit-requests-limit'] = allowed;
      headers['anthropic-ratelimit-requests-remaining'] = rate.remaining;
      headers['anthropic-ratelimit-requests-reset'] = secondAt(reply.nowMs + rate.fullInUs / 1000);
    }
  }
  const quota = reply.quotas[0];
  const policy = quotas[0];
  if (quota !== undefined && policy !== undefined) {
    const windowSeconds = Math.round((policy.endMs - policy.startMs) / 1000);
    const comma = policies === '' ? '' : ', ';
    policies += `${comma}"month";q=${policy.limit};w=${windowSeconds}`;
    states += `${comma}"month";r=${quota.left};t=${Math.max(0, Math.ceil((quota.resetMs - reply.nowMs) / 1000))}`;
  }
  if (policies !== '') {
    headers['ratelimit-policy'] = policies;
    headers.ratelimit = states;
  }
  return headers;
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
  headers[names.cache] = 'bypass';
  headers[names.overheadMs] = ((timer.elapsedUs() - timer.upstreamUs) / 1000).toFixed(3);
  if (droppedHints.length > 0) headers[names.dropped] = droppedHints.map(toHeaderText).join(', ');
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

/** RFC 3339, as Anthropic has it: the next whole second. */
function secondAt(ms: number): string {
  return new Date(Math.ceil(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** What an error adds. A refusal by a limit says when to come back, in all families. */
export function errorHeaders(error: ApiError, style: ErrorStyle): ReplyHeaders {
  const headers: ReplyHeaders = { 'content-type': 'application/json' };
  if (error.retryAfterSeconds !== null) headers['retry-after'] = error.retryAfterSeconds;
  // RFC 9110 §15.5.22: such an answer says what to upgrade to.
  if (error.code === 'upgrade_required') Object.assign(headers, { upgrade: 'websocket', connection: 'upgrade' });
  if (error.code === 'rate_limit_exceeded') {
    headers['x-ratelimit-remaining'] = 0;
    headers['x-ratelimit-remaining-requests'] = 0;
    headers['x-ratelimit-reset'] = error.retryAfterSeconds ?? 1;
    headers['x-ratelimit-reset-requests'] = `${error.retryAfterSeconds ?? 1}s`;
    if (style === 'anthropic') {
      headers['anthropic-ratelimit-requests-remaining'] = 0;
      headers['anthropic-ratelimit-requests-reset'] = secondAt(Date.now() + (error.retryAfterSeconds ?? 1) * 1000);
    }
  }
  return headers;
}

/** Header values may hold visible ASCII only; anything else would make the answer fail. */
function toHeaderText(text: string): string {
  return UNPRINTABLE.test(text) ? text.replace(/[^\x20-\x7e]/g, '?') : text;
}

const UNPRINTABLE = /[^\x20-\x7e]/;
