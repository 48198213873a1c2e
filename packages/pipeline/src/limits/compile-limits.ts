/**
 * Which limits a caller's calls meet: its credential's own, those of the plan or of an override in its place, its
 * application's and its tenant's.
 */
import type { Limit } from '@turnpike/contracts/limits';
import { type IdKind, idTimestampMs, publicId } from '@turnpike/domain/ids';
import { type LimitCounts, limitScope, type NamedLimitLevel } from '@turnpike/domain/limit-scope';
import type { Caller, CredentialTerms } from '../caller.js';
import type { CataloguePlanVersion } from '../catalogue.js';
import type { PeriodBounds } from '../period-bounds.js';
import type { Entitlement } from '../tickets.js';
import { type LimitSource, USUAL_LIMIT_NAMES } from './call-limits.js';

/** A limit and what its count is kept under, but for whom it is counted apart. */
export interface CompiledLimit extends LimitSource {
  readonly scope: string;
  /** Of a client token's budget: it counts as long as the token lives, in the place of a calendar period. */
  readonly lifetime?: PeriodBounds;
}

/** The limits of a caller, as they are up to a moment: an override's end. */
export interface CompiledLimits {
  readonly limits: readonly CompiledLimit[];
  readonly untilMs: number;
}

interface Owner {
  readonly level: NamedLimitLevel;
  readonly id: string;
  readonly kind: IdKind;
}

type Draft = Omit<CompiledLimit, 'label' | 'currency'>;

/** Narrowest owner first. */
export function compileLimits(
  caller: Caller,
  entitlements: readonly Pick<Entitlement, 'subscription' | 'planVersion'>[],
  atMs: number,
): CompiledLimits {
  const { terms, accountTerms } = caller;
  const drafts: Draft[] = [];
  let untilMs = Number.POSITIVE_INFINITY;
  if (terms !== null) {
    const own = named({ level: 'key', id: caller.keyId, kind: credentialIdKind(terms) }, terms.limits, 'own');
    drafts.push(...(terms.kind === 'client_token' ? own.map((draft) => withLifetime(draft, caller)) : own));
    const { parent } = terms;
    if (parent !== undefined)
      drafts.push(...named({ level: 'key', id: parent.keyId, kind: 'key' }, parent.limits, 'own'));
  }
  for (const { subscription, planVersion } of entitlements) {
    const owner = { level: 'subscription', id: subscription.id, kind: 'subscription' } as const;
    const override = accountTerms?.overrides.find(
      ({ subscriptionId, endsAtMs }) => subscriptionId === subscription.id && (endsAtMs === null || endsAtMs > atMs),
    );
    if (override === undefined) drafts.push(...usual(owner, planVersion), ...named(owner, planVersion.limits, 'plan'));
    else drafts.push(...named(owner, override.limits, 'override'));
    untilMs = Math.min(untilMs, override?.endsAtMs ?? untilMs);
  }
  if (accountTerms !== null) {
    const application = { level: 'application', id: caller.applicationId, kind: 'application' } as const;
    drafts.push(...named(application, accountTerms.applicationLimits, 'own'));
    drafts.push(...named({ level: 'tenant', id: caller.tenantId, kind: 'tenant' }, accountTerms.tenantLimits, 'own'));
  }
  const counted = caller.environment === 'live' ? drafts : drafts.filter(({ limit }) => limit.kind !== 'budget');
  const currency = entitlements[0]?.planVersion.currency ?? caller.currency ?? '';
  return { limits: labelled(counted).map((limit) => ({ ...limit, currency })), untilMs };
}

function withLifetime(draft: Draft, { keyId, keyExpiresAtMs }: Caller): Draft {
  if (draft.limit.kind !== 'budget' || keyExpiresAtMs === null) return draft;
  const [startMs, endMs] = [idTimestampMs(keyId), keyExpiresAtMs];
  return { ...draft, lifetime: { startMs, endMs, nextEndMs: endMs + 1 } };
}

/** What the id of a credential names. */
export function credentialIdKind(terms: Pick<CredentialTerms, 'kind' | 'userId'> | null): IdKind {
  switch (terms?.kind) {
    case 'client_token':
      return 'clientToken';
    case 'access_token':
      return terms.userId === null ? 'oauthClient' : 'oauthGrant';
    case 'external_token':
      return 'tokenIssuer';
    case 'signature':
      return 'signingSecret';
    default:
      return 'key';
  }
}

function named(owner: Owner, limits: readonly Limit[], origin: LimitSource['origin']): Draft[] {
  const { level, id, kind } = owner;
  return limits.map((limit) => ({
    limit,
    level,
    ownerId: publicId(kind, id),
    origin,
    scope: limitScope({ level, id, name: limit.name, counts: countsOf(limit) }),
  }));
}

function countsOf(limit: Limit): LimitCounts {
  if (limit.kind === 'budget') return 'money';
  return (limit.kind === 'quota' || limit.kind === 'window') && limit.unit === 'tokens' ? 'tokens' : 'requests';
}

/** The four that every plan may have. Their counts are kept under the subscription alone. */
function usual({ level, id, kind }: Owner, plan: CataloguePlanVersion): Draft[] {
  const limits: Limit[] = [];
  const common = { onStoreFailure: 'closed' } as const;
  const { requestsPerSecond, burst, concurrency, quotaPerMonth } = plan;
  if (requestsPerSecond !== null) {
    const rate = { kind: 'rate', name: USUAL_LIMIT_NAMES.rate, requests: requestsPerSecond, seconds: 1 } as const;
    limits.push({ ...common, ...rate, burst: burst ?? requestsPerSecond });
  }
  if (concurrency !== null)
    limits.push({ ...common, kind: 'concurrency', name: USUAL_LIMIT_NAMES.concurrency, limit: concurrency });
  if (quotaPerMonth !== null) {
    const quota = { kind: 'quota', name: USUAL_LIMIT_NAMES.quota, unit: 'requests', period: 'month' } as const;
    limits.push({ ...common, ...quota, limit: quotaPerMonth });
  }
  const owner = { level, ownerId: publicId(kind, id), origin: 'plan' } as const;
  return limits.map((limit) => ({ ...owner, limit, scope: `sub:${id}` }));
}

/** Headers name a limit by one word: where two have the same, their owners are told apart, and then their places. */
function labelled<T extends Draft>(drafts: readonly T[]): (T & { label: string })[] {
  const uses = new Map<string, number>();
  for (const { limit } of drafts) uses.set(limit.name, (uses.get(limit.name) ?? 0) + 1);
  const taken = new Set<string>();
  return drafts.map((draft) => {
    const { name } = draft.limit;
    const first = uses.get(name) === 1 ? name : `${draft.level}-${name}`;
    let label = first;
    for (let place = 2; taken.has(label); place += 1) label = `${first}-${place}`;
    taken.add(label);
    return { ...draft, label };
  });
}
