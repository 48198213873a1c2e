import type { LimitStatesView } from '@turnpike/contracts/management/limits';
import { newId } from '@turnpike/domain/ids';
import type { Caller } from '../caller.js';
import { entitlementsOf } from '../entitlements-of.js';
import type { PipelineServices } from '../services.js';
import { NO_TOKENS } from './call-limits.js';
import { limitStates } from './limit-states.js';
import { lookAtLimits } from './look-at-limits.js';

/** How the limits of a caller's calls stand, for whoever asks about it; null when that can't be told right now. */
export async function callerStates(
  services: Pick<PipelineServices, 'admissions' | 'presence' | 'catalogue'>,
  caller: Caller,
): Promise<LimitStatesView | null> {
  const catalogue = services.catalogue.current();
  if (catalogue === null) return null;
  const atMs = Date.now();
  const endUser = caller.terms?.endUser ?? null;
  const facts = { atMs, model: null, endUser, address: null, tokens: NO_TOKENS, isRun: false };
  const entitlements = entitlementsOf(catalogue, caller, { atMs });
  const { reply, limits } = await lookAtLimits(services, { caller, entitlements, facts, requestId: newId() });
  return reply.kind === 'admitted' ? limitStates(limits, reply) : null;
}
