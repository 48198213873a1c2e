import type { Pool, RoutingPolicy, Rule } from '@turnpike/contracts/management/routing';
import type { ModelView } from '@turnpike/contracts/management/models';

type Targets = ModelView['targets'];

/** A policy in lines, field by field, as an audit entry tells it; all null for a model that has none. */
type RoutingLines = Record<keyof RoutingPolicy, string | null>;

/** Puts a policy into lines that are read without looking up an id. */
export function describeRouting(policy: RoutingPolicy | null, targets: Targets): RoutingLines {
  const { pools, defaultPools, rules, shadow, fallbackModels, attempts, breaker, ejection } = policy ?? NO_POLICY;
  return {
    pools: lines(pools.map((pool) => poolLine(pool, targets))),
    defaultPools: defaultPools === undefined ? null : defaultPools.join(', '),
    rules: lines(rules.map(ruleLine)),
    shadow: shadow === null ? null : `${shadow.percent} % to ${nameOf(shadow.target, targets)}`,
    fallbackModels: fallbackModels.length === 0 ? null : fallbackModels.join(', '),
    attempts: attempts === null ? null : settings(attempts),
    breaker: breaker === null ? null : settings(breaker),
    ejection: ejection === null ? null : settings(ejection),
  };
}

const NO_POLICY = {
  pools: [], defaultPools: undefined, rules: [], shadow: null, fallbackModels: [], attempts: null, breaker: null, ejection: null,
} as const; // prettier-ignore

function poolLine({ name, strategy, hashOn, maxInFlight, targets }: Pool, all: Targets): string {
  const on = typeof hashOn === 'string' ? hashOn : `header ${hashOn.header}`;
  const how = strategy === 'consistent_hash' ? `${strategy} on ${on}` : strategy;
  const bound = maxInFlight === null ? '' : `, at most ${maxInFlight} in flight`;
  const members = targets.map(({ target, weight }) =>
    weight === undefined ? nameOf(target, all) : `${nameOf(target, all)} × ${weight}`,
  );
  return `${name} (${how}${bound}): ${members.join(', ') || 'no target'}`;
}

function ruleLine({ name, when, percent, stickyBy, use }: Rule): string {
  const conditions = [
    ...(when.path === undefined ? [] : [`path ${when.path}`]),
    ...when.headers.map(({ name: header, equals, prefix }) =>
      equals !== undefined ? `${header} = ${equals}` : prefix !== undefined ? `${header} begins ${prefix}` : header,
    ),
    ...(when.tag === undefined ? [] : [`tag ${when.tag}`]),
  ];
  const whom = conditions.length === 0 ? 'every call' : conditions.join(' and ');
  const sticky = stickyBy === 'call' ? '' : ` by ${stickyBy}`;
  return `${name}: ${percent} %${sticky} of ${whom} to ${use.join(', ')}`;
}

function nameOf(id: string, targets: Targets): string {
  const target = targets.find((candidate) => candidate.id === id);
  return target === undefined ? id : `${target.provider} ${target.upstreamModel}`;
}

function settings(values: Readonly<Record<string, number | null>>): string | null {
  return lines(Object.entries(values).map(([name, value]) => `${name} ${value ?? 'none'}`));
}

function lines(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join('\n');
}
