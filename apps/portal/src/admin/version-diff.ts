/** What changed from one version of a plan to the next. */
import type { Limit } from '@turnpike/contracts/limits';
import type { PlanVersionView } from '@turnpike/contracts/management/plans';
import type { PriceUnit } from '@turnpike/domain/rating';

type LimitName = Exclude<keyof PlanVersionView['limits'], 'more'>;

/** Null is "none": no price, no limit, no prepayment. */
export type VersionChange =
  | { kind: 'price'; unit: PriceUnit; model: string | null; before: string | null; after: string | null }
  | { kind: 'limit'; limit: LimitName; before: number | null; after: number | null }
  | { kind: 'named_limit'; name: string; before: Limit | null; after: Limit | null }
  | { kind: 'prepayment'; before: string | null; after: string | null };

const LIMITS: readonly LimitName[] = ['requestsPerSecond', 'burst', 'concurrency', 'quotaPerMonth'];

/** Amounts are compared as the strings they are: a view has each in one form only. */
export function diffVersions(older: PlanVersionView, newer: PlanVersionView): VersionChange[] {
  const changes: VersionChange[] = [];
  const keyOf = ({ unit, model }: PlanVersionView['prices'][number]) => `${unit} ${model ?? ''}`;
  const before = new Map(older.prices.map((price) => [keyOf(price), price]));
  const after = new Map(newer.prices.map((price) => [keyOf(price), price]));
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const was = before.get(key);
    const is = after.get(key);
    const price = is ?? was;
    if (price === undefined || was?.amount === is?.amount) continue;
    const { unit, model } = price;
    changes.push({ kind: 'price', unit, model, before: was?.amount ?? null, after: is?.amount ?? null });
  }
  for (const limit of LIMITS) {
    const [was, is] = [older.limits[limit], newer.limits[limit]];
    if (was !== is) changes.push({ kind: 'limit', limit, before: was, after: is });
  }
  changes.push(...namedChanges(older.limits.more, newer.limits.more));
  if (older.prepayment !== newer.prepayment) {
    changes.push({ kind: 'prepayment', before: older.prepayment, after: newer.prepayment });
  }
  return changes;
}

function namedChanges(older: readonly Limit[], newer: readonly Limit[]): VersionChange[] {
  const names = new Set([...older, ...newer].map(({ name }) => name));
  const changes = [...names].map((name) => {
    const of = (limits: readonly Limit[]) => limits.find((limit) => limit.name === name) ?? null;
    return { kind: 'named_limit' as const, name, before: of(older), after: of(newer) };
  });
  return changes.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}

export type VersionStage = 'planned' | 'current' | 'past';

/** Where each version stands at that instant: of those in effect the one with the latest date, of equal ones the higher. */
export function versionStages(versions: readonly PlanVersionView[], now: Date): Map<number, VersionStage> {
  const inEffect = versions.filter(({ effectiveFrom }) => new Date(effectiveFrom) <= now);
  const [current] = [...inEffect].sort(
    (a, b) => Date.parse(b.effectiveFrom) - Date.parse(a.effectiveFrom) || b.version - a.version,
  );
  return new Map(
    versions.map((version) => {
      if (version.version === current?.version) return [version.version, 'current'];
      return [version.version, inEffect.includes(version) ? 'past' : 'planned'];
    }),
  );
}
