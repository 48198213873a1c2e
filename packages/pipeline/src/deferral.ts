/**
 * The corridor of a call that is put off: judged now as if it were made, so that every refusal comes at once, and kept
 * as a job. It is answered 202 only after the job is stored; nothing is held for it until it runs.
 *
 *   receive → authenticate → authorize → read → guard → admit (peek) → store → 202 → record
 */
import { parseCallbackUrl } from '@turnpike/endpoints/jobs/create-job.operation';
import { prefersAsync } from '@turnpike/endpoints/jobs/prefer';
import type { DeferralOperation, DeferredCall, InferenceOperation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { Claim } from '@turnpike/limits/claims';
import { refuseClientToken } from './access/check-client-token.js';
import type { Caller } from './caller.js';
import type { Exchange } from './exchange.js';
import { claimOfDeferred } from './idempotency/claim-of.js';
import { BARE_OUTCOME, type Refusal, refuse } from './refuse.js';
import { identityHeaders, limitHeaders } from './reply-headers.js';
import type { PipelineServices } from './services.js';
import { peekCall } from './stages/admit.stage.js';
import { authenticate } from './stages/authenticate.stage.js';
import { authorize } from './stages/authorize.stage.js';
import { guard } from './stages/guard.stage.js';
import { type ReadBody, readAs, readBody, resolve } from './stages/read.stage.js';
import { receive } from './stages/receive.stage.js';
import { record } from './stages/record.stage.js';
import type { Arrival, Guarded, Identified, LimitState } from './tickets.js';

/** A call to be kept: whose it is, and what a run of it needs. */
export interface NewJob {
  readonly caller: Caller;
  /** Bare id of the request that made it. */
  readonly requestId: string;
  readonly operation: string;
  readonly model: string;
  /** What would have been posted to the operation itself. */
  readonly body: Buffer;
  readonly callbackUrl: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** What it is made under once only; null without an idempotency key. */
  readonly claim: Claim | null;
}

/** A job as its caller sees it, and whether an earlier call under the same idempotency key made it. */
export interface KeptJob {
  readonly job: { readonly id: string };
  readonly isRepeated: boolean;
}

/** Where jobs are kept. */
export interface JobStore {
  /** Why nothing may be sent to that address; null when it may. */
  checkCallback(url: string): Promise<ApiError | null>;
  /** Commits the job, or finds the one that was made under its claim. Rejects when that can't be done now. */
  create(job: NewJob): Promise<KeptJob | ApiError>;
}

/** Makes a job of a call: of the one that a deferral's body describes, or of the call itself. Never rejects. */
export async function serveDeferral(
  services: PipelineServices,
  exchange: Exchange,
  { operation, store }: { operation: InferenceOperation | DeferralOperation; store: JobStore },
) {
  const arrival = receive(exchange, operation);
  const judged = await enter(services, arrival);
  if (!('ticket' in judged)) return refuse(services, arrival, judged);
  const { ticket, limits } = judged;
  const { caller } = ticket;
  const kept = await keep(services, store, judged);
  if (kept instanceof ApiError) return refuse(services, arrival, { error: kept, caller });
  const { job, isRepeated } = kept;
  const body = Buffer.from(JSON.stringify(job));
  exchange.head(202, {
    'content-type': 'application/json',
    'content-length': body.length,
    location: `/v1/jobs/${job.id}`,
    ...(prefersAsync(exchange.headers.prefer) ? { 'preference-applied': 'respond-async' } : {}),
    ...(isRepeated ? { 'idempotent-replayed': 'true' } : {}),
    ...identityHeaders(arrival, services.options.headerPrefix),
    ...limitHeaders({ ...limits, arrival }, services.options.headerPrefix),
  });
  exchange.end(body);
  record(services.recorder, arrival, {
    ...BARE_OUTCOME,
    caller,
    model: ticket.request.model,
    status: 202,
    errorCode: null,
    idempotency: idempotencyOf(judged, isRepeated),
    attack: ticket.attack ?? null,
  });
}

function idempotencyOf({ claim }: Judged, isRepeated: boolean) {
  if (claim === null) return null;
  return isRepeated ? 'replayed' : 'first';
}

const NO_JOBS =
  'A client token makes no jobs, which would run on when it has ended: make them with its key, on your server.';

/** What is to be put off, read from a deferral's body or from the call itself and its headers. */
interface Wish extends ReadBody, Omit<DeferredCall, 'body'> {}

/** A call that could have been made now. */
interface Judged {
  readonly ticket: Guarded;
  readonly wish: Wish;
  readonly limits: LimitState;
  readonly claim: Claim | null;
}

/** From the headers to a call that may be kept. Again from the top when caller or catalogue turn out to be out of date. */
async function enter(
  services: PipelineServices,
  arrival: Arrival<InferenceOperation | DeferralOperation>,
): Promise<Judged | Refusal> {
  let wish: Wish | null = null;
  let fresh = false;
  let refreshed = false;
  for (;;) {
    const identified = await authenticate(services.callers, arrival, fresh);
    if (identified instanceof ApiError) return { error: identified, caller: null };
    const { caller } = identified;
    if (caller.terms?.kind === 'client_token') return { error: refuseClientToken(NO_JOBS), caller };
    const catalogue = services.catalogue.current();
    const allowed = authorize(catalogue, identified);
    if (allowed instanceof ApiError || catalogue === null) {
      if (!refreshed && (refreshed = await services.catalogue.refresh())) continue;
      return { error: allowed instanceof ApiError ? allowed : new ApiError('store_unavailable'), caller };
    }
    const read: Wish | ApiError | 'client_gone' = wish ?? (await readWish(services, identified));
    if (read === 'client_gone') return { error: null, caller };
    if (read instanceof ApiError) return { error: read, caller };
    wish = read;
    const granted = authorize(catalogue, { arrival: { ...arrival, operation: wish.operation }, caller });
    const understood = granted instanceof ApiError ? granted : resolve(catalogue, granted, wish);
    if (understood instanceof ApiError) {
      if (!refreshed && (refreshed = await services.catalogue.refresh())) continue;
      return { error: understood, caller };
    }
    arrival.exchange.page?.servedBy([understood.entitlement.product]);
    const guarded = guard(understood);
    if (guarded instanceof ApiError) return { error: guarded, caller };
    const { idempotency } = services;
    const claim = idempotency === null ? null : claimOfDeferred(guarded, wish, idempotency.ttlMs);
    if (claim instanceof ApiError) return { error: claim, caller };
    const limits = await peekCall(services, guarded);
    if (limits instanceof ApiError) return { error: limits, caller };
    if (limits !== 'stale') return { ticket: guarded, wish, limits, claim };
    if (fresh) return { error: new ApiError('limits_unavailable', { retryAfterSeconds: 1 }), caller };
    fresh = true;
  }
}

async function readWish(
  services: PipelineServices,
  { arrival, caller }: Identified<InferenceOperation | DeferralOperation>,
): Promise<Wish | ApiError | 'client_gone'> {
  const { operation } = arrival;
  const wish =
    operation.kind === 'deferral'
      ? await readDeferral(services.options, { ...arrival, operation })
      : await readCall(services, { arrival: { ...arrival, operation }, caller });
  if (wish === 'client_gone' || wish instanceof ApiError) return wish;
  return wish.request.stream
    ? new ApiError('unsupported_parameter', { message: "A job can't stream: leave 'stream' out.", param: 'stream' })
    : wish;
}

/** The call itself is put off; where to call back is said by a header. */
async function readCall(
  services: PipelineServices,
  ticket: Identified<InferenceOperation>,
): Promise<Wish | ApiError | 'client_gone'> {
  const { arrival } = ticket;
  const header = `${services.options.headerPrefix}-callback-url`;
  const asked = arrival.exchange.headers[header];
  const callbackUrl = asked === undefined ? null : parseCallbackUrl(String(asked), header);
  if (callbackUrl instanceof ApiError) return callbackUrl;
  const read = await readBody(services, ticket);
  if (read === 'client_gone' || read instanceof ApiError) return read;
  return { ...withParams(read, arrival), operation: arrival.operation, callbackUrl, metadata: null };
}

/**
 * A job has no path: what the caller's path said goes into its body, where the operation looks for it too. What a body
 * stands on is put into it when it runs, and is not in what the caller is shown of it.
 */
function withParams(read: ReadBody, { exchange }: Arrival): ReadBody {
  const isAsSent = read.asked === read.request.body;
  if (isAsSent && Object.keys(exchange.params).length === 0) return read;
  return { ...read, raw: Buffer.from(JSON.stringify({ ...read.asked, ...exchange.params })) };
}

/** The body describes the call. */
async function readDeferral(
  options: PipelineServices['options'],
  arrival: Arrival<DeferralOperation>,
): Promise<Wish | ApiError | 'client_gone'> {
  const read = await readAs(options, arrival, (body) => arrival.operation.parse(body));
  if (read === 'client_gone' || read instanceof ApiError) return read;
  const { operation, body, callbackUrl, metadata } = read.request;
  const request = operation.parse(body, { params: {}, query: '', headers: {} });
  if (request instanceof ApiError) return request;
  return { raw: Buffer.from(JSON.stringify(body)), request, asked: body, files: [], operation, callbackUrl, metadata };
}

async function keep(
  services: PipelineServices,
  store: JobStore,
  { ticket, wish, claim }: Judged,
): Promise<KeptJob | ApiError> {
  const { arrival, caller, request } = ticket;
  const { raw, operation, callbackUrl, metadata } = wish;
  try {
    const refused = callbackUrl === null ? null : await store.checkCallback(callbackUrl);
    if (refused !== null) return refused;
    const { requestId } = arrival;
    const facts = { operation: operation.key, model: request.model, callbackUrl, metadata };
    return await store.create({ caller, requestId, body: raw, claim, ...facts });
  } catch (cause) {
    services.onFault(cause, arrival.publicRequestId);
    return new ApiError('store_unavailable', { cause, retryAfterSeconds: 1 });
  }
}
