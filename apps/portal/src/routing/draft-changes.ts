/** What the editor's buttons do to a policy. */
import { type DraftRule, emptyPool, freshName, type RoutingDraft } from './routing-draft';

/** Puts what is at one place of a list at another. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** Changes one of a list and leaves the others. */
export function replaced<T>(list: readonly T[], index: number, change: Partial<T>): T[] {
  return list.map((item, at) => (at === index ? { ...item, ...change } : item));
}

/** A pool of nothing at the end, tried last by calls that no rule takes. */
export function withPool(draft: RoutingDraft): RoutingDraft {
  const pool = emptyPool(freshName('pool', takenNames(draft)));
  return { ...draft, pools: [...draft.pools, pool], defaults: [...draft.defaults, pool.key] };
}

/** Without a pool, wherever it is named. */
export function withoutPool(draft: RoutingDraft, key: string): RoutingDraft {
  const others = (keys: readonly string[]) => keys.filter((other) => other !== key);
  return {
    ...draft,
    pools: draft.pools.filter((pool) => pool.key !== key),
    defaults: others(draft.defaults),
    rules: draft.rules.map((rule) => ({ ...rule, use: others(rule.use) })),
  };
}

/** A rule that takes every call, at the end. */
export function withRule(draft: RoutingDraft): RoutingDraft {
  const name = freshName('rule', ruleNames(draft));
  return { ...draft, rules: [...draft.rules, { ...EMPTY_RULE, name, use: [...draft.defaults] }] };
}

interface Share {
  target: string;
  percent: string;
  stickyBy: DraftRule['stickyBy'];
}

/**
 * Sends a share of the calls that no other rule takes to one target: a pool of its own, and a rule that leads there
 * first and to the usual pools if it fails. It leaves the pools it was in, lest it get more than its share, unless it
 * was alone there.
 */
export function withShare(draft: RoutingDraft, { target, percent, stickyBy }: Share): RoutingDraft {
  const pool = { ...emptyPool(freshName('canary', takenNames(draft))), members: [{ target, weight: '' }] };
  const pools = draft.pools.map((other) => {
    const members = other.members.filter((member) => member.target !== target);
    return members.length === 0 ? other : { ...other, members };
  });
  const name = freshName('canary', ruleNames(draft));
  const rule = { ...EMPTY_RULE, name, percent, stickyBy, use: [pool.key, ...draft.defaults] };
  return { ...draft, pools: [...pools, pool], rules: [...draft.rules, rule] };
}

const EMPTY_RULE: DraftRule = { name: '', path: '', headers: [], tag: '', percent: '100', stickyBy: 'call', use: [] };

/** Keys count too: a pool may have been renamed from what a new one would be called. */
function takenNames({ pools }: RoutingDraft): string[] {
  return pools.flatMap(({ key, name }) => [key, name]);
}

function ruleNames({ rules }: RoutingDraft): string[] {
  return rules.map(({ name }) => name);
}
