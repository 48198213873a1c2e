import type { LimitsStore } from './limits-store.js';
import { shardOf } from './keys.js';
import { countableHold, isCountable } from './redis-integer.js';
import { Script } from './script.js';
import { ADMIT_SCRIPT } from './scripts/admit.script.js';
import { EXTEND_SCRIPT, RELEASE_SCRIPT } from './scripts/money.scripts.js';

const ADMIT = new Script(ADMIT_SCRIPT);
const EXTEND = new Script(EXTEND_SCRIPT);
const RELEASE = new Script(RELEASE_SCRIPT);

/**
 * Token bucket: `burst` tokens, one more every `intervalUs` microseconds, both whole numbers. The scopes of limits are
 * made of anything but `,` and `|`, which separate them in a hold's record.
 */
export interface RateLimit {
  scope: string;
  intervalUs: number;
  burst: number;
}

export interface ConcurrencyLimit {
  scope: string;
  limit: number;
}

/** Calls per period. The caller names this period and the next; Redis time picks. Unix ms, half-open. */
export interface QuotaLimit {
  scope: string;
  limit: number;
  startMs: number;
  endMs: number;
  nextEndMs: number;
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
  /** Count the rate and say whether the balance could carry the hold, but take no hold, no slot and no quota. */
  peek: boolean;
  rates: readonly RateLimit[];
  concurrency: readonly ConcurrencyLimit[];
  quotas: readonly QuotaLimit[];
}

export type AdmissionReply =
  | {
      kind: 'admitted';
      nowMs: number;
      rates: { remaining: number; fullInUs: number }[];
      concurrency: { left: number }[];
      quotas: { left: number; startMs: number; resetMs: number }[];
    }
  | { kind: 'lost' }
  | { kind: 'cold' }
  | { kind: 'stale' }
  | { kind: 'rate'; index: number; waitUs: number }
  | { kind: 'concurrency'; index: number; used: number }
  | { kind: 'quota'; index: number; resetMs: number }
  | { kind: 'funds'; free: bigint };

/**
 * Decides and takes everything a call needs, in one round trip; sent again for the same request it takes nothing more.
 * Rejects when Redis can't be reached.
 */
export function admit({ redis, keys }: LimitsStore, request: AdmissionRequest): Promise<AdmissionReply> {
  const { tenantId } = request;
  const shard = shardOf(tenantId);
  const keyList = [keys.meta(shard), keys.tenant(tenantId), keys.holds(shard)];
  const hold = countableHold(request.hold).toString();
  const args: (string | number)[] = [
    `${tenantId}/${request.requestId}`,
    request.owner,
    request.epoch,
    hold,
    `-${hold}`,
    request.enforceBalance ? 1 : 0,
    request.context,
    request.peek ? 1 : 0,
    request.rates.length,
  ];
  for (const rate of request.rates) {
    keyList.push(keys.bucket(tenantId, rate.scope));
    args.push(rate.intervalUs, rate.burst);
  }
  args.push(request.concurrency.length);
  for (const limit of request.concurrency) args.push(limit.scope, limit.limit);
  args.push(request.quotas.length);
  for (const quota of request.quotas) args.push(quota.scope, quota.limit, quota.startMs, quota.endMs, quota.nextEndMs);
  return ADMIT.runAs(redis, { keys: keyList, args, read: (reply) => parseReply(reply as string, request) });
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
    case 'RATE':
      return { kind: 'rate', index: Number(first) - 1, waitUs: Number(second) };
    case 'CONC':
      return { kind: 'concurrency', index: Number(first) - 1, used: Number(second) };
    case 'QUOTA':
      return { kind: 'quota', index: Number(first) - 1, resetMs: Number(second) };
    case 'FUNDS':
      return { kind: 'funds', free: BigInt(first ?? 0) };
    default:
      throw new Error(`admission script answered ${String(kind)}`);
  }
}

function parseAdmitted(words: readonly string[], request: AdmissionRequest): AdmissionReply {
  let at = 2;
  const next = () => Number(words[at++]);
  return {
    kind: 'admitted',
    nowMs: Number(words[1]),
    rates: request.rates.map(() => ({ remaining: next(), fullInUs: next() })),
    concurrency: request.concurrency.map(() => ({ left: next() })),
    quotas: request.quotas.map(() => ({ left: next(), startMs: next(), resetMs: next() })),
  };
}

/** A hold that a call already has. */
export interface HeldCall {
  tenantId: string;
  requestId: string;
  owner: string;
}

/**
 * Raises a call's hold to `total` (base units); one that is as large already is left alone, so it may be sent again.
 * False when the balance can't carry it, or the hold is gone. For tenants whose balance is enforced: the free balance of
 * any other may be below zero, and carries nothing.
 */
export async function extendHold({ redis, keys }: LimitsStore, call: HeldCall & { total: bigint }): Promise<boolean> {
  if (!isCountable(call.total)) return false;
  const reply = await EXTEND.run(
    redis,
    [keys.holds(shardOf(call.tenantId)), keys.tenant(call.tenantId)],
    [`${call.tenantId}/${call.requestId}`, `${call.total}`, `-${call.total}`],
  );
  return reply === 1;
}

/** Gives back a hold that no call stands behind any more: an admission whose answer never arrived. */
export async function releaseHold({ redis, keys }: LimitsStore, call: HeldCall): Promise<boolean> {
  const reply = await RELEASE.run(
    redis,
    [keys.holds(shardOf(call.tenantId)), keys.tenant(call.tenantId)],
    [`${call.tenantId}/${call.requestId}`, call.owner],
  );
  return reply === 1;
}
