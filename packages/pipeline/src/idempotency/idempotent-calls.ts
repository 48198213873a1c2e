/**
 * Calls under an idempotency key: the first one's answer is kept on its way to the caller, whoever listens, and given
 * again to whoever asks under the same key. Its claim is taken by the admission script; the answer is in the cache Redis,
 * which may forget it, and then nothing is made again.
 */
import { endClaim, type Claim, type ClaimedCall } from '@turnpike/limits/claims';
import type { LimitsStore } from '@turnpike/limits/limits-store';
import type { Redis } from 'ioredis';
import { type KeptAnswer, KeptExchange, type SentAnswer } from '../kept-exchange.js';
import type { Admitted, Repeated } from '../tickets.js';
import { decodeAnswer, encodeAnswer } from './stored-answer.js';

export interface IdempotentCallsOptions extends LimitsStore {
  /** Where answers are. */
  readonly cache: Redis;
  readonly ttlMs: number;
  /** Larger answers are delivered and not kept. */
  readonly answerLimitBytes: number;
  readonly onError: (error: unknown) => void;
}

/** The first call under a key. */
export interface KeyedCall {
  /** The same call, whose answer is kept on its way. */
  readonly ticket: Admitted;
  /** Resolves when what came of it is written down. Never rejects. */
  conclude(): Promise<void>;
}

/** The end of an answer waits no longer for its being kept. */
const KEEP_WAIT_MS = 1_000;

export class IdempotentCalls {
  private readonly options: IdempotentCallsOptions;

  constructor(options: IdempotentCallsOptions) {
    this.options = options;
  }

  get ttlMs(): number {
    return this.options.ttlMs;
  }

  /** From here on the call goes on to its end, though its caller may leave. */
  begin(ticket: Admitted, claim: Claim): KeyedCall {
    const { arrival, caller } = ticket;
    const call: ClaimedCall = { tenantId: caller.tenantId, requestId: arrival.requestId, claim };
    let keeping: Promise<void> | null = null;
    const exchange = new KeptExchange(arrival.exchange, {
      limitBytes: this.options.answerLimitBytes,
      outlivesCaller: true,
      beforeEnd: (answer) => withinBound((keeping = this.keep(call, answer))),
    });
    return {
      ticket: { ...ticket, arrival: { ...arrival, exchange } },
      // Without an end it was broken off: there is no answer to give again.
      conclude: () => keeping ?? this.end(call, false),
    };
  }

  /** The answer of the call that was first; null when it isn't kept, or can't be read now. */
  async find({ caller, claim, firstRequestId }: Repeated): Promise<SentAnswer | null> {
    const { cache, keys, onError } = this.options;
    try {
      const stored = await cache.getBuffer(keys.answer(caller.tenantId, claim.hash));
      return stored === null ? null : decodeAnswer(stored, firstRequestId);
    } catch (error) {
      onError(error);
      return null;
    }
  }

  /** The answer before the claim: a claim that says `stored` is true, and an answer without one is proof enough. */
  private async keep(call: ClaimedCall, answer: KeptAnswer): Promise<void> {
    await this.end(call, answer !== 'too_large' && (await this.store(call, answer)));
  }

  private async store({ tenantId, requestId, claim }: ClaimedCall, answer: SentAnswer): Promise<boolean> {
    const { cache, keys, onError } = this.options;
    try {
      await cache.set(keys.answer(tenantId, claim.hash), encodeAnswer(answer, requestId), 'PX', claim.ttlMs);
      return true;
    } catch (error) {
      onError(error);
      return false;
    }
  }

  private async end(call: ClaimedCall, isStored: boolean): Promise<void> {
    await endClaim(this.options, call, isStored).catch(this.options.onError);
  }
}

async function withinBound(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, KEEP_WAIT_MS)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
