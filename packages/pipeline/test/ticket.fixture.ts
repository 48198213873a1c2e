/** Tickets and what they are made of, for the tests of single rooms. */
import { Readable } from 'node:stream';
import { newId } from '@turnpike/domain/ids';
import { generateKey } from '@turnpike/domain/key-format';
import { chatCompletions } from '@turnpike/endpoints/chat-completions/chat-completions.operation';
import type { InferenceOperation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { Caller } from '../src/caller.js';
import type {
  Catalogue,
  CatalogueModel,
  CataloguePlanVersion,
  CatalogueProduct,
  CatalogueTarget,
} from '../src/catalogue.js';
import type { BodyFailure, Exchange, ReplyHeaders } from '../src/exchange.js';
import type { PipelineOptions } from '../src/services.js';
import { StageTimer } from '../src/stage-timer.js';
import type { Arrival, Entitlement, Granted, Guarded, Understood } from '../src/tickets.js';

export const KEY = generateKey('tp', 'live');

export const OPTIONS: PipelineOptions = {
  headerPrefix: 'x-toll',
  bodyLimitBytes: 1_000,
  answerLimitBytes: 1_000,
  drainLimitMs: 1_000,
  processId: newId(),
};

/** A caller at the other end; what it is sent is kept. */
export class MemoryExchange implements Exchange {
  readonly method = 'POST';
  readonly path = '/v1/chat/completions';
  query = '';
  readonly params = {};
  readonly headers: Exchange['headers'];
  readonly address = '192.0.2.1';
  readonly body: Buffer | BodyFailure;
  bodiesRead = 0;
  gone = false;
  headSent = false;
  bytesIn = 0;
  bytesOut = 0;
  status = 0;
  replyHeaders: ReplyHeaders = {};
  text = '';

  constructor(headers: Exchange['headers'] = {}, body: Buffer | BodyFailure = Buffer.alloc(0)) {
    this.headers = headers;
    this.body = body;
  }

  readBody(): Promise<Buffer | BodyFailure> {
    this.bodiesRead += 1;
    return Promise.resolve(this.body);
  }

  openBody(): Readable | null {
    return Buffer.isBuffer(this.body) ? Readable.from([this.body]) : null;
  }

  onGone(): void {
    // Nobody leaves in these tests.
  }

  head(status: number, headers: ReplyHeaders): void {
    this.headSent = true;
    this.status = status;
    this.replyHeaders = headers;
  }

  write(chunk: Buffer | string): boolean {
    this.text += chunk.toString();
    return true;
  }

  onDrain(): void {
    // It always takes everything.
  }

  end(chunk?: Buffer | string): void {
    this.text += chunk?.toString() ?? '';
  }

  cut(): void {
    this.gone = true;
  }
}

export function arrivalOf(given: Partial<Arrival<InferenceOperation>> = {}): Arrival<InferenceOperation> {
  const requestId = newId();
  return {
    exchange: new MemoryExchange({ 'content-type': 'application/json' }),
    operation: chatCompletions,
    requestId,
    publicRequestId: `req_${requestId.replaceAll('-', '')}`,
    clientRequestId: null,
    traceId: 'a'.repeat(32),
    credential: KEY,
    signature: null,
    declaredBytes: null,
    startedAtMs: Date.now(),
    timer: new StageTimer(),
    ...given,
  };
}

export function callerOf(given: Partial<Caller> = {}): Caller {
  return {
    keyId: newId(), applicationId: newId(), tenantId: newId(), environment: 'live', keyState: 'active', keyExpiresAtMs: null,
    tenantStatus: 'active', tenantTimeZone: 'UTC', billingMode: 'prepaid', currency: 'USD', epoch: '1', residency: null,
    terms: null, accountTerms: null,
    subscriptions: [{ id: newId(), productId: 'product', planId: 'plan' }], ...given,
  }; // prettier-ignore
}

export function planVersionOf(given: Partial<CataloguePlanVersion> = {}): CataloguePlanVersion {
  return {
    id: newId(), version: 1, effectiveFromMs: 0, currency: 'USD', requestsPerSecond: null, burst: null, concurrency: null,
    quotaPerMonth: null, limits: [], pricesByModel: new Map(), prices: { input_token: '0.001', output_token: '0.002' }, ...given,
  }; // prettier-ignore
}

export function productOf(given: Partial<CatalogueProduct> = {}): CatalogueProduct {
  return {
    id: 'product', slug: 'product', clientGonePolicy: 'drain', cache: null, fallbackAnswer: null, auth: null, cors: null,
    inspection: 'off', stopReason: null, operations: new Set(['chat.completions']),
    models: new Set(['m']), ...given,
  }; // prettier-ignore
}

export function modelOf(given: Partial<CatalogueModel> = {}): CatalogueModel {
  return {
    id: 'model',
    name: 'm',
    createdAtMs: 0,
    maxOutputTokens: null,
    targets: [],
    testTargets: [],
    routing: null,
    capacity: null,
    costs: [],
    ...given,
  };
}

export function targetOf(given: Partial<CatalogueTarget> = {}): CatalogueTarget {
  return {
    id: newId(), providerId: newId(), providerSlug: 'p', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:1',
    credential: 'secret', credentialName: 'default', credentials: [], upstreamModel: 'u', weight: 1, region: null,
    retentionDays: null, isDiscovered: false, instance: null, healthCheck: null, costs: [], ...given,
  }; // prettier-ignore
}

/** One model, one product, one plan. */
export function catalogueOf(given: { product?: CatalogueProduct; versions?: CataloguePlanVersion[] } = {}): Catalogue {
  return {
    discovered: new Map(),
    models: new Map([['m', modelOf()]]),
    products: new Map([['product', given.product ?? productOf()]]),
    plans: new Map([['plan', { id: 'plan', versions: given.versions ?? [planVersionOf()] }]]),
  };
}

export function entitlementOf(given: Partial<Entitlement> = {}): Entitlement {
  const subscription = { id: newId(), productId: 'product', planId: 'plan' };
  return { subscription, product: productOf(), planVersion: planVersionOf(), ...given };
}

export function grantedOf(given: Partial<Granted<InferenceOperation>> = {}): Granted<InferenceOperation> {
  return { arrival: arrivalOf(), caller: callerOf(), entitlements: [entitlementOf()], ...given };
}

export function understoodOf(given: Partial<Understood> = {}, body: object = {}): Understood {
  const entitlement = given.entitlement ?? entitlementOf();
  const raw = Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }], ...body }));
  const request = chatCompletions.parse(JSON.parse(raw.toString()) as Record<string, unknown>, {
    params: {},
    query: '',
    headers: {},
  });
  if (request instanceof ApiError) throw request;
  const granted = grantedOf({ entitlements: [entitlement] });
  return { ...granted, raw, request, asked: request.body, files: [], model: modelOf(), entitlement, ...given };
}

/** A request that passed the guard. */
export function guardedOf(given: Partial<Understood> = {}, body: object = {}): Guarded {
  return { ...understoodOf(given, body), guarded: true };
}

/** The code of a refusal, or what came instead. */
export function codeOf(result: unknown): unknown {
  return result instanceof ApiError ? result.code : result;
}
