/**
 * Claims of idempotency keys: taken by admission together with the hold, ended by the process that made the call, or by
 * the reaper for one that died.
 */
import { shardOf } from './keys.js';
import type { LimitsStore } from './limits-store.js';
import { Script } from './script.js';
import { END_CLAIM_SCRIPT, INTERRUPT_CLAIM_SCRIPT } from './scripts/claim.scripts.js';

const END = new Script(END_CLAIM_SCRIPT);
const INTERRUPT = new Script(INTERRUPT_CLAIM_SCRIPT);

/** What a call is made under, once only. Hex. */
export interface Claim {
  /** Of the key with everything it belongs to but the tenant. */
  readonly hash: string;
  /** Of what is asked: under one key only ever the same. */
  readonly digest: string;
  /** How long it is kept, from the taking and again from the end. */
  readonly ttlMs: number;
}

/** What another call under the same key came to. `mismatch`: it asked for something else. */
export type ClaimState = 'mismatch' | 'running' | 'stored' | 'lost' | 'interrupted';

/** A claim and the call it was taken for. */
export interface ClaimedCall {
  readonly tenantId: string;
  readonly requestId: string;
  readonly claim: Claim;
}

/** Says that a call has ended, and whether its answer is kept. False where it was given up as interrupted before. */
export async function endClaim({ redis, keys }: LimitsStore, call: ClaimedCall, isStored: boolean): Promise<boolean> {
  const { tenantId, requestId, claim } = call;
  const args = [isStored ? 'S' : 'L', claim.digest, requestId, claim.ttlMs];
  return (await END.run(redis, [keys.claim(tenantId, claim.hash)], args)) === 1;
}

/** Says that nobody is left to end a call. One that has ended is left alone. */
export async function interruptClaim(
  { redis, keys }: LimitsStore,
  call: Pick<ClaimedCall, 'tenantId' | 'requestId'> & { hash: string },
): Promise<boolean> {
  return (await INTERRUPT.run(redis, [keys.claim(call.tenantId, call.hash)], [call.requestId])) === 1;
}

/** Takes the claims of calls of one shard that run on, in a Redis that lost them. Those that are there are left alone. */
export async function restoreClaims({ redis, keys }: LimitsStore, calls: readonly ClaimedCall[]): Promise<void> {
  if (calls.length === 0) return;
  const batch = redis.multi();
  for (const { tenantId, requestId, claim } of calls) {
    if (shardOf(tenantId) !== shardOf(calls[0]?.tenantId ?? '')) throw new Error('claim of another shard');
    const since = Date.now();
    batch.set(keys.claim(tenantId, claim.hash), `R|${claim.digest}|${requestId}|${since}`, 'PX', claim.ttlMs, 'NX');
  }
  await batch.exec();
}
