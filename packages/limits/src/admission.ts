import type { LimitCheck, LimitStanding } from './admission-limit.js';
import type { Claim, ClaimState } from './claims.js';
import { encodeLimit, limitKey } from './encode-limit.js';
import type { LimitsStore } from './limits-store.js';
import { shardOf } from './keys.js';
import { countableHold, countableLimit, isCountable } from './redis-integer.js';
import { Script } from './script.js';
import { ADMIT_SCRIPT } from './scripts/admit.script.js';
import { EXTEND_SCRIPT, RELEASE_SCRIPT } from './scripts/money.scripts.js';

const ADMIT = new Script(ADMIT_SCRIPT);
const EXTEND = new Script(EXTEND_SCRIPT);
const RELEASE = new Script(RELEASE_SCRIPT);

/** What a signature may be used for once: a hash of it, and how long it could be used at all. */
export interface Nonce {
  readonly hash: string;
  readonly ttlMs: number;
}

export interface AdmissionRequest {
  tenantId: string;
  requestId: string;
  /** Incarnation that will own the hold. */
  owner: string;
  epoch: string;
  /** Base units; 0 for a call without money. */
  hold: bigint;
  /** Whether the balance may not go below zero (prepaid). */
  enforceBalance: boolean;
  /** What the reaper needs to settle the call should this process die; see hold-record.ts. */
  context: string;
  /**
   * Count rates and windows of requests and say whether the balance could carry the hold, but take no hold, no slot, no
   * turn, no tokens, no quota and no budget.
   */
  peek: boolean;
  /** Only say how the limits and the balance stand; refused for none of them. */
  look?: boolean;
  /** All that apply; none is taken from unless all can be. */
  limits: readonly LimitCheck[];
  /** Taken together with the hold, of a call that may be made once only; left out for all others. */
  claim?: Claim | null;
  /** Taken by whatever the call is answered with, of a signed one; left out for all others. */
  nonce?: Nonce | null;
}

/** A tenant's money in base units: `held` and `pending` are parts of `posted` that are spoken for. */
export interface TenantBalance {
  readonly posted: bigint;
  readonly held: bigint;
  readonly pending: bigint;
}

export type AdmissionReply =
  | {
      kind: 'admitted';
      nowMs: number;
      /** In the order of the limits. */
      standings: LimitStanding[];
      /** How long the call has to wait for its turn in a paced limit; the turn is kept for it. */
      waitMs: number;
      /** Of a look; null elsewhere. */
      balance: TenantBalance | null;
      /** Decided by this process alone, by its share: the store was away. */
      degraded: boolean;
    }
  | { kind: 'lost' }
  | { kind: 'cold' }
  | { kind: 'stale' }
  /** The nonce was taken by another request. */
  | { kind: 'replayed' }
  /** The claim is another call's, whose request id this is. */
  | { kind: 'claimed'; state: ClaimState; requestId: string }
  /**
   * The limit that takes longest to clear of those that refuse, and how all of them stand. `retryAfterMs` is when this
   * call would fit, were it the only one; for a slot, whose end nobody knows, a second.
   */
  | {
      kind: 'limit';
      index: number;
      left: number | string;
      retryAfterMs: number;
      resetMs: number;
      standings: LimitStanding[];
    }
  | { kind: 'funds'; free: bigint };

const NO_LIMITS: readonly LimitCheck[] = [];

/**
 * Decides and takes everything a call needs, in one round trip; sent again for the same request it takes nothing more.
 * Rejects when Redis can't be reached, or is silent for longer than the store's patience.
 */
export function admit(store: LimitsStore, request: AdmissionRequest): Promise<AdmissionReply> {
  const { redis, keys, patienceMs = Infinity } = store;
  const { tenantId, limits, claim = null, nonce = null } = request;
  const shard = shardOf(tenantId);
  const keyList = [keys.meta(shard), keys.tenant(tenantId), keys.holds(shard)];
  if (claim !== null) keyList.push(keys.claim(tenantId, claim.hash));
  if (nonce !== null) keyList.push(keys.nonce(tenantId, nonce.hash));
  const hold = countableHold(request.hold).toString();
  const args: (string | number)[] = [
    `${tenantId}/${request.requestId}`,
    request.owner,
    request.epoch,
    hold,
    `-${hold}`,
    request.enforceBalance ? 1 : 0,
    request.context,
    request.look === true ? 'l' : request.peek ? 'p' : 't',
    limits.length,
    claim === null ? '' : claim.digest,
    claim === null ? '' : claim.ttlMs,
    nonce === null ? '' : nonce.ttlMs,
  ];
  for (const limit of limits) {
    const key = limitKey(keys, tenantId, limit);
    if (key !== null) keyList.push(key);
    encodeLimit(limit, args);
  }
  return ADMIT.runAs(redis, {
    keys: keyList,
    args,
    read: (reply) => parseReply(reply as string, request),
    patienceMs,
  });
}

function parseReply(reply: string, request: AdmissionRequest): AdmissionReply {
  const words = reply.split(' ');
  const [kind, first, second] = words;
  switch (kind) {
    case 'OK':
      return parseAdmitted(words, request);
    case 'LOST':
      return { kind: 'lost' };
    case 'COLD':
      return { kind: 'cold' };
    case 'STALE':
      return { kind: 'stale' };
    case 'REPLAYED':
      return { kind: 'replayed' };
    case 'CLAIMED':
      return { kind: 'claimed', state: first as ClaimState, requestId: String(second) };
    case 'LIMIT':
      return parseRefused(words, request.limits);
    case 'FUNDS':
      return { kind: 'funds', free: BigInt(first ?? 0) };
    default:
      throw new Error(`admission script answered ${String(kind)}`);
  }
}

function parseAdmitted(words: readonly string[], { limits, look }: AdmissionRequest): AdmissionReply {
  return {
    kind: 'admitted',
    nowMs: Number(words[1]),
    standings: parseStandings(words, limits),
    waitMs: Number(words[2]),
    balance: look === true ? parseBalance(words, 3 + 3 * limits.length) : null,
    degraded: false,
  };
}

function parseRefused(words: readonly string[], limits: readonly LimitCheck[]): AdmissionReply {
  const index = Number(words[1]) - 1;
  const standings = parseStandings(words, limits);
  const standing = standings[index];
  if (standing === undefined) throw new Error('admission script refused for a limit that was not asked');
  const { left, resetMs } = standing;
  return { kind: 'limit', index, left, retryAfterMs: Number(words[2]), resetMs, standings };
}

function parseStandings(words: readonly string[], limits: readonly LimitCheck[]): LimitStanding[] {
  const standings: LimitStanding[] = [];
  let at = 3;
  for (const { kind } of limits) {
    const left = words[at] ?? '0';
    standings.push({
      left: kind === 'budget' ? left : Number(left),
      resetMs: Number(words[at + 1]),
      startMs: Number(words[at + 2]),
    });
    at += 3;
  }
  return standings;
}

function parseBalance(words: readonly string[], at: number): TenantBalance {
  const [posted = '0', held = '0', pending = '0'] = words.slice(at);
  return { posted: BigInt(posted), held: -BigInt(held), pending: -BigInt(pending) };
}

/** Slots of an admitted call, as its hold's record names them. */
export function heldSlots(limits: readonly LimitCheck[]): string[] {
  return limits.flatMap((limit) => (limit.kind === 'concurrency' ? [`c:${limit.scope}`] : []));
}

/** Quotas and budgets of an admitted call, each with the period that counts it, as its hold's record names them. */
export function heldCounters(limits: readonly LimitCheck[], standings: readonly LimitStanding[]): string[] {
  return limits.flatMap((limit, index) => {
    if (limit.kind !== 'quota' && limit.kind !== 'budget') return [];
    const field = `q:${limit.scope}:${standings[index]?.startMs ?? 0}`;
    return [limit.kind === 'quota' && limit.unit === 'tokens' ? `${field}=${limit.cost}` : field];
  });
}

/** A hold that a call already has. */
export interface HeldCall {
  tenantId: string;
  requestId: string;
  owner: string;
}

/** A hold to be raised. */
export interface HoldExtension extends HeldCall {
  /** Of the hold, in base units. */
  total: bigint;
  /** False where the balance may be below zero, and carries anything; asked when left out. */
  enforceBalance?: boolean;
  /** The call's limits; hard budgets among them have to carry it too. */
  limits?: readonly LimitCheck[];
}

/**
 * Raises a call's hold to a total; one that is as large already is left alone, so it may be sent again. False when the
 * balance or a hard budget can't carry it, or the hold is gone.
 */
export async function extendHold({ redis, keys }: LimitsStore, call: HoldExtension): Promise<boolean> {
  const { tenantId, total, enforceBalance = true, limits = NO_LIMITS } = call;
  if (!isCountable(total)) return false;
  const args = [`${tenantId}/${call.requestId}`, `${total}`, `-${total}`, enforceBalance ? 1 : 0];
  for (const limit of limits) {
    if (limit.kind === 'budget' && limit.stop === 'hard') args.push(limit.scope, `${countableLimit(limit.limit)}`);
  }
  return (await EXTEND.run(redis, [keys.holds(shardOf(tenantId)), keys.tenant(tenantId)], args)) === 1;
}

/**
 * Gives back a hold that no call stands behind any more, an admission whose answer never arrived, and with it the claim
 * that was taken for it: nothing was made under that key.
 */
export async function releaseHold(
  { redis, keys }: LimitsStore,
  call: HeldCall & { claimHash?: string | null },
): Promise<boolean> {
  const { tenantId, requestId, owner, claimHash } = call;
  const keyList = [keys.holds(shardOf(tenantId)), keys.tenant(tenantId)];
  if (claimHash) keyList.push(keys.claim(tenantId, claimHash));
  return (await RELEASE.run(redis, keyList, [`${tenantId}/${requestId}`, owner])) === 1;
}
