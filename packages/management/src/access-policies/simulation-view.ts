import type { AccessSimulationView } from '@turnpike/contracts/management/access-policies';
import {
  type AccessDecision,
  type AccessFacts,
  type AccessPolicy,
  describeRefusal,
  explainAccess,
  type PolicyTrace,
} from '@turnpike/domain/access-rule';
import { publicId } from '@turnpike/domain/ids';
import { localClock } from '@turnpike/domain/period';
import type { Actor } from '../actor.js';
import { isAllowed } from '../authorization/judge-member.js';
import { isPlatform } from '../authorization/require-permission.js';
import { DRAFT_ID } from './with-draft.js';

/** What was judged, and how it came out. */
export interface Simulated {
  policies: readonly AccessPolicy[];
  facts: AccessFacts;
  decision: AccessDecision;
  grant: AccessSimulationView['grant'];
  isOwnersRight: boolean;
}

export function simulationView(
  actor: Actor,
  { policies, facts, decision, grant, isOwnersRight }: Simulated,
  { atMs, timeZone }: { atMs: number; timeZone: string },
): AccessSimulationView {
  const lacksRole = grant !== null && !grant.granted;
  const { decidedBy } = decision;
  return {
    allowed: !lacksRole && isAllowed(decision) && decision.reason !== 'pending',
    reason: lacksRole ? 'role' : decision.reason,
    message: lacksRole ? 'The role does not grant this.' : messageOf(decision),
    decidedBy:
      lacksRole || decidedBy === null
        ? null
        : { id: policyId(decidedBy), name: decidedBy.name, effect: decidedBy.rule.effect },
    grant,
    isOwnersRight,
    ...localClock(atMs, timeZone),
    timeZone,
    policies: explainAccess(policies, facts).map((trace) => traceView(actor, trace)),
  };
}

function messageOf(decision: AccessDecision): string {
  if (!isAllowed(decision)) return describeRefusal(decision);
  switch (decision.reason) {
    case 'allowed':
      return `The policy “${decision.decidedBy?.name ?? ''}” allows it.`;
    case 'pending':
      return 'What was left out decides: a condition asks for it.';
    default:
      return 'No policy speaks against it.';
  }
}

function traceView(actor: Actor, { policy, held, conditions }: PolicyTrace): AccessSimulationView['policies'][number] {
  const isHidden = policy.isPlatform && !isPlatform(actor);
  return {
    id: policyId(policy),
    name: policy.name,
    isPlatform: policy.isPlatform,
    isDraft: policy.id === DRAFT_ID,
    effect: policy.rule.effect,
    held,
    conditions: isHidden
      ? null
      : conditions.map(({ value, ...condition }) => ({
          ...condition,
          value: typeof value === 'string' ? value : [...value],
        })),
  };
}

function policyId({ id }: AccessPolicy): string | null {
  return id === DRAFT_ID ? null : publicId('accessPolicy', id);
}
