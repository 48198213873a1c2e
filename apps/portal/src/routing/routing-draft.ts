/**
 * A routing policy while it is edited: numbers as typed, pools referred to by a key that stays when they are renamed.
 * `policyOf` makes it what the use case takes; whether that is a policy is the schema's to say.
 */
import {
  AttemptPolicySchema,
  BreakerPolicySchema,
  EjectionPolicySchema,
  type Pool,
  type RoutingPolicy,
  type RoutingPolicyInput,
  type Rule,
  type Strategy,
} from '@turnpike/contracts/management/routing';
import type { ModelView } from '@turnpike/contracts/management/models';

export interface DraftMember {
  target: string;
  /** Empty for the target's own. */
  weight: string;
}

export interface DraftPool {
  key: string;
  name: string;
  strategy: Strategy;
  hashOn: 'end_user' | 'tenant' | 'api_key' | 'header';
  hashHeader: string;
  /** Empty for no bound. */
  maxInFlight: string;
  members: DraftMember[];
}

export interface DraftHeader {
  name: string;
  how: 'present' | 'equals' | 'prefix';
  value: string;
}

export interface DraftRule {
  name: string;
  path: string;
  headers: DraftHeader[];
  tag: string;
  percent: string;
  stickyBy: Rule['stickyBy'];
  /** Keys of pools, in the order they are tried. */
  use: string[];
}

/** Settings of a group by name, as typed; empty or left out for the default. */
export type DraftSettings = Readonly<Record<string, string>>;

export interface RoutingDraft {
  pools: DraftPool[];
  /** Keys of the pools that serve what no rule takes. */
  defaults: string[];
  rules: DraftRule[];
  /** Empty for no shadow. */
  shadowTarget: string;
  shadowPercent: string;
  fallbackModels: string[];
  attempts: DraftSettings;
  breaker: DraftSettings;
  ejection: DraftSettings;
}

export type SettingsGroup = 'attempts' | 'breaker' | 'ejection';
type Values = Readonly<Record<string, number | null>>;

/** What holds where nobody says otherwise; null for what is off. No group has a null that isn't its default. */
export const DEFAULTS: Readonly<Record<SettingsGroup, Values>> = {
  attempts: AttemptPolicySchema.parse({}),
  breaker: BreakerPolicySchema.parse({}),
  ejection: EjectionPolicySchema.parse({}),
};

/** Begins with what is set, or with what a model without a policy does: its targets in one pool. */
export function draftOf(policy: RoutingPolicy | null, targets: ModelView['targets']): RoutingDraft {
  if (policy === null) return { ...EMPTY, ...onePool(targets) };
  const { pools, defaultPools, rules, shadow, fallbackModels } = policy;
  const names = pools.map(({ name }) => name);
  return {
    pools: pools.map(draftPool),
    defaults: defaultPools ?? names,
    rules: rules.map(draftRule),
    shadowTarget: shadow?.target ?? '',
    shadowPercent: String(shadow?.percent ?? 100),
    fallbackModels,
    attempts: draftSettings(policy.attempts, DEFAULTS.attempts),
    breaker: draftSettings(policy.breaker, DEFAULTS.breaker),
    ejection: draftSettings(policy.ejection, DEFAULTS.ejection),
  };
}

/** What is sent. A number left empty keeps its default. */
export function policyOf(draft: RoutingDraft): RoutingPolicyInput {
  const { pools, defaults, rules, shadowTarget, shadowPercent, fallbackModels } = draft;
  const nameOf = (key: string) => pools.find((pool) => pool.key === key)?.name ?? key;
  const allInOrder = pools.map(({ key }) => key).join('\n') === defaults.join('\n');
  return {
    pools: pools.map(sentPool),
    ...(allInOrder ? {} : { defaultPools: defaults.map(nameOf) }),
    rules: rules.map((rule) => ({ ...sentRule(rule), use: rule.use.map(nameOf) })),
    shadow: shadowTarget === '' ? null : { target: shadowTarget, ...optional('percent', shadowPercent) },
    fallbackModels,
    attempts: sentSettings(draft.attempts),
    breaker: sentSettings(draft.breaker),
    ejection: sentSettings(draft.ejection),
  };
}

/** A name that none has yet: `pool`, `pool-2`, … */
export function freshName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  for (let next = 2; taken.includes(name); next += 1) name = `${wanted}-${next}`;
  return name;
}

const EMPTY = {
  rules: [], shadowTarget: '', shadowPercent: '100', fallbackModels: [], attempts: {}, breaker: {}, ejection: {},
}; // prettier-ignore

function onePool(targets: ModelView['targets']): Pick<RoutingDraft, 'pools' | 'defaults'> {
  const members = targets.map(({ id }) => ({ target: id, weight: '' }));
  return { pools: [{ ...emptyPool('default'), members }], defaults: ['default'] };
}

/** A pool of nothing yet. */
export function emptyPool(name: string): DraftPool {
  return { key: name, name, strategy: 'weighted', hashOn: 'end_user', hashHeader: '', maxInFlight: '', members: [] };
}

function draftPool({ name, strategy, hashOn, maxInFlight, targets }: Pool): DraftPool {
  return {
    key: name,
    name,
    strategy,
    hashOn: typeof hashOn === 'string' ? hashOn : 'header',
    hashHeader: typeof hashOn === 'string' ? '' : hashOn.header,
    maxInFlight: String(maxInFlight ?? ''),
    members: targets.map(({ target, weight }) => ({ target, weight: String(weight ?? '') })),
  };
}

function draftRule({ name, when, percent, stickyBy, use }: Rule): DraftRule {
  return {
    name,
    path: when.path ?? '',
    headers: when.headers.map(({ name: header, equals, prefix }) => ({
      name: header,
      how: equals !== undefined ? 'equals' : prefix !== undefined ? 'prefix' : 'present',
      value: equals ?? prefix ?? '',
    })),
    tag: when.tag ?? '',
    percent: String(percent),
    stickyBy,
    use,
  };
}

function draftSettings(values: Values, defaults: Values): DraftSettings {
  const changed = Object.entries(values).filter(([name, value]) => value !== defaults[name]);
  return Object.fromEntries(changed.map(([name, value]) => [name, String(value)]));
}

function sentPool({
  name,
  strategy,
  hashOn,
  hashHeader,
  maxInFlight,
  members,
}: DraftPool): RoutingPolicyInput['pools'][number] {
  return {
    name,
    strategy,
    hashOn: hashOn === 'header' ? { header: hashHeader } : hashOn,
    maxInFlight: maxInFlight.trim() === '' ? null : Number(maxInFlight),
    targets: members.map(({ target, weight }) => ({ target, ...optional('weight', weight) })),
  };
}

function sentRule({ name, path, headers, tag, percent, stickyBy }: DraftRule) {
  return {
    name,
    when: {
      ...(path.trim() === '' ? {} : { path: path.trim() }),
      headers: headers.map(({ name: header, how, value }) => ({
        name: header,
        ...(how === 'present' ? {} : { [how]: value }),
      })),
      ...(tag.trim() === '' ? {} : { tag: tag.trim() }),
    },
    ...optional('percent', percent),
    stickyBy,
  };
}

function sentSettings(settings: DraftSettings): Record<string, number> {
  const said = Object.entries(settings).filter(([, text]) => text.trim() !== '');
  return Object.fromEntries(said.map(([name, text]) => [name, Number(text)]));
}

function optional<Name extends string>(name: Name, text: string): { [name in Name]?: number } {
  return text.trim() === '' ? {} : ({ [name]: Number(text) } as { [name in Name]?: number });
}
