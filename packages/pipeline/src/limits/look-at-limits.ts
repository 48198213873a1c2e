import type { AdmissionRequest } from '@turnpike/limits/admission';
import type { Admissions } from '../admissions.js';
import type { Caller } from '../caller.js';
import type { Presence } from '../presence/presence.js';
import type { Entitlement } from '../tickets.js';
import type { CallLimits, LimitFacts } from './call-limits.js';
import { limitsOfAll } from './limits-of.js';

export interface LookServices {
  readonly admissions: Pick<Admissions, 'admit'>;
  readonly presence: Pick<Presence, 'incarnation'>;
}

/** Who looks. A request may be asked for the caller itself, or about it. */
export interface Look extends Pick<AdmissionRequest, 'requestId' | 'nonce'> {
  readonly caller: Caller;
  readonly entitlements: readonly Entitlement[];
  readonly facts: LimitFacts;
}

/** All limits of a caller under these subscriptions and its balance, as they stand, in one round trip. Takes nothing. */
export async function lookAtLimits({ admissions, presence }: LookServices, asked: Look) {
  const { caller, entitlements, facts, requestId, nonce } = asked;
  const limits: CallLimits = limitsOfAll(caller, entitlements, { ...facts, isLook: true });
  const { tenantId, epoch } = caller;
  const ids = { tenantId, epoch, requestId, nonce: nonce ?? null, owner: presence.incarnation };
  const nothing = { hold: 0n, enforceBalance: false, context: '', peek: false, look: true };
  return { limits, reply: await admissions.admit({ ...ids, ...nothing, limits: limits.checks }) };
}
