/**
 * What the count of a limit is kept under, in Redis and in PostgreSQL alike: whose limit it is and its name. What is
 * counted is part of it, so that requests, tokens and money under one name are never taken for each other. A limit that
 * counts apart for users, models or addresses adds a part of its own, calls of the test environment another.
 */

/** Owners of limits that have a name of their own. */
export type NamedLimitLevel = 'tenant' | 'application' | 'key' | 'subscription';

/** What a limit adds up. */
export type LimitCounts = 'requests' | 'tokens' | 'money';

export interface NamedLimit {
  level: NamedLimitLevel;
  /** Of the owner, a bare uuid. */
  id: string;
  name: string;
  counts: LimitCounts;
}

const PREFIXES: Readonly<Record<LimitCounts, string>> = { requests: '', tokens: 't:', money: 'm:' };
const COUNTS: Readonly<Record<string, LimitCounts>> = { '': 'requests', 't:': 'tokens', 'm:': 'money' };

/** `key:<uuid>:per-day`; `t:` before it for tokens, `m:` for money. */
export function limitScope({ level, id, name, counts }: NamedLimit): string {
  return `${PREFIXES[counts]}${level}:${id}:${name}`;
}

const SCOPE =
  /^(t:|m:|)(tenant|application|key|subscription):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([a-z0-9-]+)$/;

/** The limit behind the scope of a count; null for one that is counted apart, of tests, or of another kind. */
export function readLimitScope(scope: string): NamedLimit | null {
  const [, prefix = '', level, id = '', name = ''] = SCOPE.exec(scope) ?? [];
  if (level === undefined) return null;
  return { level: level as NamedLimitLevel, id, name, counts: COUNTS[prefix] as LimitCounts };
}

/** What is added up under a scope, also under one that is counted apart. */
export function scopeCounts(scope: string): LimitCounts {
  return scope.startsWith('m:') ? 'money' : scope.startsWith('t:') ? 'tokens' : 'requests';
}
