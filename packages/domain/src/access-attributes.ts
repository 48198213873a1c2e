/**
 * What access policies may speak of: the attributes of an actor, a resource, an address and a time, with the tests each
 * allows. Names and applications are spoken of by id, never by a name that those whom a policy binds could change.
 */
import { ID_PREFIXES, type IdKind } from './ids.js';
import { parseNetwork } from './network.js';
import { isTenantPermission, MEMBER_ROLES } from './permissions.js';

/** `call`: calls of the data plane. `manage`: what members do in the portal and the management API. */
export type AccessRealm = 'call' | 'manage';

export const ACCESS_OPERATORS = ['equals', 'not_equals', 'in', 'not_in', 'matches', 'within', 'not_within'] as const;
export type AccessOperator = (typeof ACCESS_OPERATORS)[number];

/** A test on one attribute. */
export interface AccessCondition {
  readonly attribute: string;
  readonly operator: AccessOperator;
  readonly value: string | readonly string[];
}

/** What the values of an attribute are. `text` alone may be any. */
export type AttributeKind = 'text' | 'choice' | 'id' | 'role' | 'action' | 'network' | 'time';

export interface AttributeSpec {
  readonly kind: AttributeKind;
  readonly realms: readonly AccessRealm[];
  /** The values of a choice. */
  readonly values?: readonly string[];
  /** The kinds of an id. */
  readonly ids?: readonly IdKind[];
  /**
   * Of what a request may be about at all: one that is about no model is neither of a model nor of another than that. Of
   * the others, what isn't there differs from every value.
   */
  readonly isSubject?: boolean;
}

const BOTH = ['call', 'manage'] as const;
const CALL = ['call'] as const;
const MANAGE = ['manage'] as const;

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const ACCESS_ATTRIBUTES = {
  'actor.kind': { kind: 'choice', realms: CALL, values: ['application', 'person'] },
  'actor.id': { kind: 'id', realms: BOTH, ids: ['user'] },
  'actor.role': { kind: 'role', realms: MANAGE },
  'credential.kind': {
    kind: 'choice',
    realms: CALL,
    values: ['api_key', 'client_token', 'access_token', 'external_token', 'signature'],
  },
  'credential.id': {
    kind: 'id',
    realms: CALL,
    ids: ['key', 'clientToken', 'oauthClient', 'oauthGrant', 'tokenIssuer', 'signingSecret'],
  },
  'application.id': { kind: 'id', realms: CALL, ids: ['application'] },
  environment: { kind: 'choice', realms: CALL, values: ['live', 'test'] },
  end_user: { kind: 'text', realms: CALL },
  'resource.product': { kind: 'text', realms: CALL, isSubject: true },
  'resource.operation': { kind: 'text', realms: CALL },
  'resource.model': { kind: 'text', realms: CALL, isSubject: true },
  'resource.kind': { kind: 'text', realms: MANAGE },
  'resource.id': { kind: 'text', realms: MANAGE, isSubject: true },
  action: { kind: 'action', realms: MANAGE },
  address: { kind: 'network', realms: BOTH },
  time: { kind: 'time', realms: BOTH },
  weekday: { kind: 'choice', realms: BOTH, values: WEEKDAYS },
  method: { kind: 'choice', realms: CALL, values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
  path: { kind: 'text', realms: CALL },
} as const satisfies Record<string, AttributeSpec>;

export type AccessAttribute = keyof typeof ACCESS_ATTRIBUTES;

/** Every attribute there is, in the order editors show them. */
export const ACCESS_ATTRIBUTE_NAMES = Object.keys(ACCESS_ATTRIBUTES) as AccessAttribute[];

const ONE_OF = ['equals', 'not_equals', 'in', 'not_in'] as const;
const WITHIN = ['within', 'not_within'] as const;
const OPERATORS: Readonly<Record<AttributeKind, readonly AccessOperator[]>> = {
  text: [...ONE_OF, 'matches'],
  choice: ONE_OF,
  id: ONE_OF,
  role: ONE_OF,
  action: [...ONE_OF, 'matches'],
  network: WITHIN,
  time: WITHIN,
};

/** The tests an attribute allows. */
export function operatorsOf(attribute: AccessAttribute): readonly AccessOperator[] {
  return OPERATORS[ACCESS_ATTRIBUTES[attribute].kind];
}

export function isAccessAttribute(text: string): text is AccessAttribute {
  return Object.hasOwn(ACCESS_ATTRIBUTES, text);
}

/** What is known of an attribute. */
export function specOf(attribute: AccessAttribute): AttributeSpec {
  return ACCESS_ATTRIBUTES[attribute];
}

/** What is wrong with a condition, and which part of it; null where nothing is. */
export function faultOf(
  realm: AccessRealm,
  condition: AccessCondition,
): { part: 'attribute' | 'operator' | 'value'; message: string } | null {
  const { attribute, operator, value } = condition;
  if (!isAccessAttribute(attribute) || !specOf(attribute).realms.includes(realm)) {
    const names = ACCESS_ATTRIBUTE_NAMES.filter((name) => specOf(name).realms.includes(realm));
    return { part: 'attribute', message: `must be one of ${names.join(', ')} in a policy of the realm ${realm}` };
  }
  if (!operatorsOf(attribute).includes(operator))
    return { part: 'operator', message: `must be one of ${operatorsOf(attribute).join(', ')} for ${attribute}` };
  const takesMany = operator === 'in' || operator === 'not_in' || WITHIN.some((one) => one === operator);
  if (typeof value !== 'string' && !takesMany)
    return { part: 'value', message: `must be one text for the operator ${operator}` };
  const given = typeof value === 'string' ? [value] : value;
  if (given.length === 0) return { part: 'value', message: 'must name at least one value' };
  for (const one of given) {
    const message = valueFault(specOf(attribute), operator, one);
    if (message !== null) return { part: 'value', message };
  }
  return null;
}

function valueFault(spec: AttributeSpec, operator: AccessOperator, value: string): string | null {
  if (value === '') return 'must not be empty';
  if (operator === 'matches') return null;
  switch (spec.kind) {
    case 'text':
      return null;
    case 'choice':
      return spec.values?.includes(value) === true ? null : `must be one of ${spec.values?.join(', ') ?? ''}`;
    case 'id':
      return isIdOf(spec.ids ?? [], value) ? null : `must be an id such as ${ID_PREFIXES[spec.ids?.[0] ?? 'key']}_…`;
    case 'role':
      return (MEMBER_ROLES as readonly string[]).includes(value) || isIdOf(['role'], value)
        ? null
        : `must be one of ${MEMBER_ROLES.join(', ')}, or the id of a role such as ${ID_PREFIXES.role}_…`;
    case 'action':
      return isTenantPermission(value) ? null : 'must be a permission such as key:write';
    case 'network':
      return parseNetwork(value) === null ? 'must be an address or a network such as 203.0.113.0/24' : null;
    case 'time':
      return parseTimeWindow(value) === null ? 'must be two times such as 08:00-18:00' : null;
  }
}

function isIdOf(kinds: readonly IdKind[], text: string): boolean {
  return kinds.some((kind) => new RegExp(`^${ID_PREFIXES[kind]}_[0-9a-f]{32}$`, 'i').test(text));
}

export interface TimeWindow {
  /** `HH:MM`, included. */
  readonly from: string;
  /** `HH:MM`, excluded; before `from` in a window over midnight. */
  readonly until: string;
}

const WINDOW = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** `22:00-06:00` goes over midnight. Null for what is none, and for one that would be empty. */
export function parseTimeWindow(text: string): TimeWindow | null {
  const [, from, until] = WINDOW.exec(text) ?? [];
  return from === undefined || until === undefined || from === until ? null : { from, until };
}
