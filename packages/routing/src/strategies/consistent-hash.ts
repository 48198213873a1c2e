import type { Pool } from '@turnpike/contracts/management/routing';
import { hashOf } from '../hash.js';
import { HashRing } from '../hash-ring.js';
import type { RouteQuestion } from '../route-plan.js';
import type { Asking, PoolMember, Ranked, Strategy } from './strategy.js';

/** Points of the ring that are looked at before the rest is, in a pool of which many can't be asked. */
const MOST_STEPS = 256;

/** The same caller to the same place, as long as it can serve; then to the next on the ring. */
export class ConsistentHash<T> implements Strategy<T> {
  private readonly members: readonly PoolMember<T>[];
  private readonly hashOn: Pool['hashOn'];
  private readonly ring: HashRing;

  constructor(members: readonly PoolMember<T>[], hashOn: Pool['hashOn']) {
    this.members = members;
    this.hashOn = hashOn;
    this.ring = new HashRing(members);
  }

  pick(call: Asking<T>): PoolMember<T> | null {
    const from = this.ring.find(hashFor(call.question, this.hashOn));
    const most = this.candidates;
    for (let step = 0; step < most; step += 1) {
      const member = this.candidate(from, step);
      if (member !== undefined && call.mayAsk(member)) return member;
    }
    return null;
  }

  rank(call: Asking<T>): Ranked<T>[] {
    const from = this.ring.find(hashFor(call.question, this.hashOn));
    const ranked = new Set<PoolMember<T>>();
    for (let step = 0; step < this.candidates; step += 1) {
      const member = this.candidate(from, step);
      if (member !== undefined && call.mayAsk(member)) ranked.add(member);
    }
    const what = describe(call.question, this.hashOn);
    return [...ranked].map((member, index) => ({
      member,
      chancePercent: null,
      reason: index === 0 ? `where ${what} belongs now` : `the next on the ring for ${what}`,
    }));
  }

  private get candidates(): number {
    return Math.min(MOST_STEPS, this.ring.size) + this.members.length;
  }

  /** Along the ring at first, where one member comes up again and again; then all as listed, so that none is left out. */
  private candidate(from: number, step: number): PoolMember<T> | undefined {
    const { members, ring } = this;
    if (step < MOST_STEPS && step < ring.size) return members[ring.nodeAt(from + step)];
    return members[(ring.nodeAt(from) + step) % members.length];
  }
}

/** Of what the policy says, else of the key. A user is one only within their tenant. */
function hashFor({ headers, tenantId, apiKeyId, endUser }: RouteQuestion<unknown>, hashOn: Pool['hashOn']): number {
  if (hashOn === 'tenant') return hashOf(tenantId);
  if (hashOn === 'api_key') return hashOf(apiKeyId);
  if (hashOn === 'end_user') return endUser === null ? hashOf(apiKeyId) : hashOf(endUser, hashOf(tenantId));
  const value = headers[hashOn.header];
  return hashOf(typeof value === 'string' ? value : (value?.join() ?? apiKeyId));
}

function describe({ headers, endUser }: RouteQuestion<unknown>, hashOn: Pool['hashOn']): string {
  if (hashOn === 'tenant') return 'the organisation';
  if (hashOn === 'end_user' && endUser !== null) return 'the end user';
  if (typeof hashOn === 'object' && headers[hashOn.header] !== undefined) return `the header ${hashOn.header}`;
  return 'the key';
}
