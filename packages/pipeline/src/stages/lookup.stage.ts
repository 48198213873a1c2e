/**
 * lookup: Admitted → Admitted, or a kept answer. The response cache of the products that have one: what the same request
 * was answered before, or a question that means the same; otherwise what is answered is kept on its way.
 * May touch memory, the cache Redis, and the network for a question's vector. Refuses 504 where the caller takes nothing
 * but a kept answer.
 */
import type { CachePolicy } from '@turnpike/contracts/management/cache-policy';
import { ApiError } from '@turnpike/errors/api-error';
import { type CacheWish, wishOf } from '../cache/cache-control.js';
import { cacheKeyOf, isCacheable } from '../cache/cache-key.js';
import type { CachedAnswer } from '../cache/cached-answer.js';
import type { EndWait } from '../cache/response-cache.js';
import type { Compared } from '../cache/semantic/semantic-cache.js';
import { KeptExchange } from '../kept-exchange.js';
import type { AnswerCache, PipelineServices } from '../services.js';
import type { Admitted, Dispatched, UsageReading } from '../tickets.js';

/** A whole answer of a target's, as its caller was given it. */
export interface WholeAnswer {
  readonly ticket: Dispatched;
  readonly reading: UsageReading;
}

export interface KeptHit {
  readonly answer: CachedAnswer;
  /** To the question it answered; null: it was the same request. */
  readonly similarity: number | null;
}

export type LookedUp =
  /** To be asked; `conclude` is called once, when the call is over. Null: it has no answer to keep. */
  | { readonly kind: 'missed'; readonly ticket: Admitted; conclude(whole: WholeAnswer | null): void }
  | { readonly kind: 'kept'; readonly ticket: Admitted; readonly hit: KeptHit }
  | { readonly kind: 'refused'; readonly ticket: Admitted; readonly error: ApiError };

export async function lookUp(services: PipelineServices, ticket: Admitted, policy: CachePolicy): Promise<LookedUp> {
  const { timer, exchange } = ticket.arrival;
  const wish = wishOf(policy.mode, exchange.headers['cache-control']);
  const key = wish.writes && isCacheable(ticket) ? cacheKeyOf(ticket) : null;
  const { cache } = services;
  const looked =
    cache === null || key === null
      ? bypass(ticket, wish)
      : await new Look(services, ticket, { policy, wish, cache, key }).run();
  timer.mark('lookup');
  return looked;
}

function bypass(ticket: Admitted, { onlyKept }: CacheWish): LookedUp {
  const passed = { ...ticket, cache: 'bypass' } as const;
  if (onlyKept) return { kind: 'refused', ticket: passed, error: new ApiError('not_cached') };
  return { kind: 'missed', ticket: passed, conclude: () => undefined };
}

interface LookFacts {
  readonly policy: CachePolicy;
  readonly wish: CacheWish;
  readonly cache: AnswerCache;
  readonly key: string;
}

class Look {
  private readonly services: PipelineServices;
  private readonly ticket: Admitted;
  private readonly facts: LookFacts;
  /** Kept before this is too old. */
  private readonly sinceMs: number;

  constructor(services: PipelineServices, ticket: Admitted, facts: LookFacts) {
    this.services = services;
    this.ticket = ticket;
    this.facts = facts;
    const { policy, wish } = facts;
    const mostSeconds = Math.min(policy.ttlSeconds, wish.mostAgeSeconds ?? Number.POSITIVE_INFINITY);
    this.sinceMs = Date.now() - mostSeconds * 1000;
  }

  async run(): Promise<LookedUp> {
    const { wish, cache, key } = this.facts;
    if (!wish.reads) return this.keepOnItsWay(null, null);
    const found = await cache.exact.find(key, this.sinceMs);
    if (found !== null) return this.kept({ answer: found, similarity: null });
    // An answer of no age at all is one that begins after its request: its caller waits for nobody, and nobody for it.
    const isAlone = wish.mostAgeSeconds === 0;
    const wait = isAlone ? null : cache.exact.waitFor(key);
    // In the turn of the look that found nobody, or two would begin.
    const endWait = isAlone || wait !== null ? null : cache.exact.begin(key);
    const awaited = wait === null ? null : await this.await(wait);
    if (awaited === 'shutdown') return this.refused(new ApiError('shutting_down'));
    return awaited === null ? this.goOn(endWait) : this.kept({ answer: awaited, similarity: null });
  }

  /** Nobody has asked the same: whether somebody has asked in other words. */
  private async goOn(endWait: EndWait | null): Promise<LookedUp> {
    let compared: Compared | null;
    try {
      compared = await this.compare();
    } catch (error) {
      endWait?.(null);
      throw error;
    }
    const near = compared?.near ?? null;
    if (near === null && !this.facts.wish.onlyKept) return this.keepOnItsWay(compared, endWait);
    endWait?.(null);
    if (near !== null) return this.kept(near);
    return this.refused(new ApiError('not_cached'));
  }

  /** The answer of an equal call, which is the provider's time. */
  private async await(wait: Promise<CachedAnswer | null>): Promise<CachedAnswer | null | 'shutdown'> {
    const { arrival, openCall } = this.ticket;
    const { timer } = arrival;
    timer.mark('lookup');
    const shutdown = new Promise<'shutdown'>((resolve) => (openCall.cancel = () => resolve('shutdown')));
    const answer = await Promise.race([wait, shutdown]);
    openCall.cancel = null;
    timer.upstreamUs += timer.mark('lookup');
    return answer;
  }

  private refused(error: ApiError): LookedUp {
    return { kind: 'refused', ticket: this.missed(), error };
  }

  private compare(): Promise<Compared | null> | null {
    const { services, ticket, sinceMs } = this;
    const { policy, cache } = this.facts;
    const { headers } = ticket.arrival.exchange;
    if (policy.semantic === null || headers[`${services.options.headerPrefix}-semantic`] === 'off') return null;
    const embed = (model: string, text: string) => services.embed(ticket, { model, text });
    return cache.semantic.compare(ticket, { policy: policy.semantic, sinceMs, embed });
  }

  private kept(hit: KeptHit): LookedUp {
    return { kind: 'kept', ticket: this.ticket, hit };
  }

  private missed(): Admitted {
    return { ...this.ticket, cache: 'miss' };
  }

  private keepOnItsWay(compared: Compared | null, endWait: EndWait | null): LookedUp {
    const { policy, cache, key } = this.facts;
    const { arrival } = this.ticket;
    const exchange = new KeptExchange(arrival.exchange, { limitBytes: policy.maxBytes, outlivesCaller: false });
    const conclude = (whole: WholeAnswer | null) => {
      const answer = whole === null || this.carriesReceipt() ? null : cachedFrom(exchange, whole);
      if (answer !== null) {
        const ttlMs = policy.ttlSeconds * 1000;
        cache.exact.keep(key, answer, ttlMs);
        compared?.shelve(key, answer.keptAtMs + ttlMs);
      }
      endWait?.(answer);
    };
    return { kind: 'missed', ticket: { ...this.missed(), arrival: { ...arrival, exchange } }, conclude };
  }

  /** A receipt within a stream is its caller's own. */
  private carriesReceipt(): boolean {
    const { arrival, request } = this.ticket;
    return request.stream && arrival.exchange.headers[`${this.services.options.headerPrefix}-receipt`] !== undefined;
  }
}

/** Headers that belong to an answer's bytes. */
const OWN_HEADERS = ['content-type', 'cache-control', 'x-accel-buffering'];

/** Null for an answer that nobody else should be given: cut short, too large, or another model's for want of this one's. */
function cachedFrom({ answer }: KeptExchange, { ticket, reading }: WholeAnswer): CachedAnswer | null {
  if (answer === null || answer === 'too_large' || answer.status !== 200 || reading.source === 'none') return null;
  if (ticket.attempts.find(({ outcome }) => outcome === 'ok')?.model !== undefined) return null;
  const headers = Object.entries(answer.headers).filter(([name]) => OWN_HEADERS.includes(name));
  return {
    keptAtMs: Date.now(),
    headers: Object.fromEntries(headers),
    isWhole: answer.headers['content-length'] !== undefined,
    usage: reading.usage,
    droppedHints: [...ticket.droppedHints],
    body: answer.body,
  };
}
