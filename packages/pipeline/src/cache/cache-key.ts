/**
 * Which requests are the same: everything that can change an answer, whatever order a body's fields are in. What only
 * tells callers apart is left out, but where an answer repeats it.
 */
import { createHash } from 'node:crypto';
import { describeResidency } from '@turnpike/domain/residency';
import type { JsonObject } from '@turnpike/endpoints/operation';
import type { Understood } from '../tickets.js';

/** Fields that change no answer on any wire whose answers don't repeat the request. */
const IDLE_FIELDS: ReadonlySet<string> = new Set([
  'user',
  'metadata',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
]);

/** Credentials that some callers send in the query. */
const IDLE_QUERY: ReadonlySet<string> = new Set(['key', 'access_token']);

/** By which rules may send a call elsewhere whatever the model's own headers are. */
const TRAFFIC_TAG = 'x-traffic-tag';

/**
 * Whether an answer to this can be given to another call: not a session, not what was sent as a form, and not a response
 * that later calls may stand on, which is its caller's own.
 */
export function isCacheable({ arrival, files, request }: Understood): boolean {
  const { operation } = arrival;
  if (operation.session !== undefined || operation.media?.takes === 'multipart' || files.length > 0) return false;
  return operation.remembers !== true || request.body.store === false;
}

/** The key of a request; null for one that nests too deep to be read. */
export function cacheKeyOf(ticket: Understood): string | null {
  return digestOf(ticket, bodyOf(ticket));
}

/** The key of a request with another body in the place of its own. */
export function digestOf(ticket: Understood, body: unknown): string | null {
  try {
    const text = JSON.stringify([...placeOf(ticket), sorted(body)]);
    return createHash('sha256').update(text).digest('base64url');
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What a request is beside its body. */
function placeOf(ticket: Understood): unknown[] {
  const { arrival, caller, entitlement, model, request } = ticket;
  const { operation, exchange } = arrival;
  const { product, planVersion } = entitlement;
  return [
    product.cache?.shared === true ? null : caller.tenantId,
    product.id,
    caller.environment,
    caller.residency === null ? null : describeResidency(caller.residency),
    operation.key,
    model.id,
    request.stream,
    sorted(exchange.params),
    queryOf(exchange.query),
    routingHeadersOf(ticket),
    // Media are measured by what the plan prices: under another one the same answer has other figures.
    operation.media === undefined ? null : planVersion.id,
  ];
}

function bodyOf({ arrival, asked, request }: Understood): unknown {
  const { operation } = arrival;
  // Such an answer repeats what was asked.
  if (operation.remembers === true) return asked === request.body ? asked : [asked, request.body];
  return withoutIdle(request.body);
}

/** A body without what changes no answer. */
export function withoutIdle(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !IDLE_FIELDS.has(name)));
}

function queryOf(query: string): string {
  if (query === '') return '';
  const params = new URLSearchParams(query);
  for (const name of IDLE_QUERY) params.delete(name);
  params.sort();
  return params.toString();
}

/** Values of the headers by which this model's calls may go to other places. */
function routingHeadersOf({ arrival, model }: Understood): unknown[] {
  if (model.routing === null) return [];
  const names = new Set([TRAFFIC_TAG]);
  for (const { when } of model.routing.rules) for (const { name } of when.headers) names.add(name);
  return [...names].sort().map((name) => [name, arrival.exchange.headers[name] ?? null]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]));
}
