import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ACCESS_ATTRIBUTE_NAMES } from './access-attributes.js';
import { type AccessCondition, faultOf, operatorsOf, specOf } from './access-attributes.js';
import { actAttributes, callAttributes, type CallFacts } from './access-facts.js';
import { type AccessFacts, type AccessPolicy, decideAccess, describeRefusal, explainAccess } from './access-rule.js';
import { newId, publicId } from './ids.js';

type Effect = 'allow' | 'deny';

function policy(name: string, effect: Effect, ...conditions: AccessCondition[]): AccessPolicy {
  return { id: name, name, isPlatform: false, rule: { realm: 'call', effect, conditions } };
}

const is = (attribute: string, operator: AccessCondition['operator'], value: string | string[]): AccessCondition => ({
  attribute,
  operator,
  value,
});

const CALL: CallFacts = {
  credentialKind: 'api_key',
  credentialId: newId(),
  userId: null,
  applicationId: newId(),
  environment: 'live',
  operation: 'chat.completions',
  product: 'assistants',
  model: 'gpt-4o',
  endUser: null,
  method: 'POST',
  path: '/v1/chat/completions',
  address: '203.0.113.9',
  // A Friday, 22:30 in Shanghai.
  atMs: Date.UTC(2026, 10, 20, 14, 30),
  timeZone: 'Asia/Shanghai',
};

const reasonOf = (policies: AccessPolicy[], facts: Partial<CallFacts> = {}) =>
  decideAccess(policies, callAttributes({ ...CALL, ...facts })).reason;

describe('a condition', () => {
  const userId = newId();
  test.each<[string, AccessCondition, Partial<CallFacts>, boolean]>([
    ['model', is('resource.model', 'equals', 'gpt-4o'), {}, true],
    ['another model', is('resource.model', 'not_equals', 'gpt-4o'), {}, false],
    ['a list of models', is('resource.model', 'in', ['a', 'gpt-4o']), {}, true],
    ['a pattern', is('resource.model', 'matches', 'gpt-*'), {}, true],
    ['a pattern with two stars', is('path', 'matches', '/v1/*/comp*'), {}, true],
    ['a pattern that would need its letters twice', is('resource.model', 'matches', 'gpt-4o*o'), {}, false],
    ['a pattern in another case', is('resource.model', 'matches', 'GPT*'), {}, false],
    ['a model that isn’t asked is not another one', is('resource.model', 'not_in', ['a']), { model: null }, false],
    ['no end user differs from every one', is('end_user', 'not_in', ['ada']), { endUser: null }, true],
    ['no end user is none of them', is('end_user', 'in', ['ada']), { endUser: null }, false],
    ['an address in a network', is('address', 'within', ['198.51.100.0/24', '203.0.113.0/24']), {}, true],
    ['an address outside', is('address', 'not_within', '203.0.113.0/24'), {}, false],
    ['an IPv6 address', is('address', 'within', '2001:db8::/32'), { address: '2001:db8::1' }, true],
    ['an unknown address is in no network', is('address', 'not_within', '0.0.0.0/0'), { address: null }, true],
    ['the tenant’s own clock', is('time', 'within', '22:00-23:00'), {}, true],
    ['not UTC', is('time', 'within', '14:00-15:00'), {}, false],
    ['a window over midnight', is('time', 'within', '22:00-06:00'), {}, true],
    ['the end is outside', is('time', 'within', '20:00-22:30'), {}, false],
    ['the last minute of a day', is('time', 'within', '22:30-24:00'), {}, true],
    ['weekday', is('weekday', 'in', ['fri']), {}, true],
    ['an application by id', is('application.id', 'equals', publicId('application', CALL.applicationId)), {}, true],
    ['a key by id', is('credential.id', 'in', [publicId('key', CALL.credentialId ?? '')]), {}, true],
    ['a person', is('actor.id', 'equals', publicId('user', userId)), { userId }, true],
    ['a call of nobody', is('actor.kind', 'equals', 'application'), {}, true],
  ])('of %s', (_name, condition, facts, held) => {
    expect(faultOf('call', condition)).toBeNull();
    expect(reasonOf([policy('x', 'deny', condition)], facts)).toBe(held ? 'denied' : 'open');
  });

  test.each<[AccessCondition, string]>([
    [is('resource.colour', 'equals', 'red'), 'attribute'],
    [is('actor.role', 'equals', 'owner'), 'attribute'],
    [is('address', 'equals', '203.0.113.9'), 'operator'],
    [is('time', 'matches', '*'), 'operator'],
    [is('address', 'within', '300.0.0.0/8'), 'value'],
    [is('time', 'within', '8-18'), 'value'],
    [is('time', 'within', '08:00-08:00'), 'value'],
    [is('time', 'within', '08:00-25:00'), 'value'],
    [is('weekday', 'equals', 'monday'), 'value'],
    [is('environment', 'equals', 'prod'), 'value'],
    [is('application.id', 'equals', 'my app'), 'value'],
    [is('resource.model', 'equals', ['a', 'b']), 'value'],
    [is('resource.model', 'equals', ''), 'value'],
  ])('%j has a fault in its %s', (condition, part) => {
    expect(faultOf('call', condition)?.part).toBe(part);
    // Stored by an older version it would deny, and never allow.
    expect(reasonOf([policy('broken', 'deny', condition)])).toBe('denied');
    expect(reasonOf([policy('broken', 'allow', condition)])).toBe('none_allows');
  });
});

describe('policies together', () => {
  const all = policy('all', 'allow');
  const never = policy('never', 'deny', is('environment', 'equals', 'test'));
  const platform = (one: AccessPolicy) => ({ ...one, isPlatform: true });

  test('without any, everything is allowed', () => {
    expect(reasonOf([])).toBe('open');
  });

  test('a denial goes before an allowance, whoever wrote it', () => {
    expect(reasonOf([platform(all), policy('no', 'deny')])).toBe('denied');
    expect(reasonOf([all, never])).toBe('allowed');
    expect(reasonOf([all, never], { environment: 'test' })).toBe('denied');
  });

  test('where some allow, one must', () => {
    const models = policy('models', 'allow', is('resource.model', 'in', ['a', 'b']));
    const decision = decideAccess([models], callAttributes(CALL));
    expect(decision).toMatchObject({ reason: 'none_allows', decidedBy: null, allowing: [models] });
    expect(describeRefusal(decision)).toBe('The policy “models” does not allow this.');
    expect(reasonOf([models, policy('others', 'allow', is('resource.model', 'equals', 'gpt-4o'))])).toBe('allowed');
  });

  test('a tenant’s allowance opens nothing that the platform’s closes', () => {
    const office = platform(policy('office', 'allow', is('address', 'within', '198.51.100.0/24')));
    expect(reasonOf([office, all])).toBe('none_allows');
    expect(reasonOf([office, all], { address: '198.51.100.7' })).toBe('allowed');
    expect(reasonOf([office], { address: '198.51.100.7' })).toBe('allowed');
  });

  test('what isn’t known yet is decided only where it doesn’t matter', () => {
    const model = policy('model', 'deny', is('resource.model', 'equals', 'x'));
    const both = policy('both', 'deny', is('environment', 'equals', 'test'), is('resource.model', 'equals', 'x'));
    expect(reasonOf([model], { model: undefined })).toBe('pending');
    expect(reasonOf([both], { model: undefined })).toBe('open');
    expect(reasonOf([model, policy('no', 'deny')], { model: undefined })).toBe('denied');
  });

  test('a trace tells how each condition came out', () => {
    const odd = policy('odd', 'deny', is('environment', 'equals', 'live'), is('weekday', 'equals', 'mon'));
    expect(explainAccess([odd], callAttributes(CALL))).toEqual([
      {
        policy: odd,
        held: false,
        conditions: [
          { attribute: 'environment', operator: 'equals', value: 'live', actual: 'live', held: true },
          { attribute: 'weekday', operator: 'equals', value: 'mon', actual: 'fri', held: false },
        ],
      },
    ]);
  });
});

test('what a member does is seen by role, action and thing', () => {
  const facts = actAttributes({
    userId: newId(),
    role: 'developer',
    action: 'key:write',
    resourceId: 'key_1',
    address: null,
    atMs: 0,
    timeZone: 'UTC',
  });
  const seen = (['actor.role', 'action', 'resource.kind', 'resource.id', 'time', 'weekday', 'path'] as const).map(
    facts,
  );
  expect(seen).toEqual(['developer', 'key:write', 'key', 'key_1', '00:00', 'thu', null]);
});

const VALUES: Record<string, fc.Arbitrary<string>> = {
  network: fc.constantFrom('203.0.113.0/24', '10.0.0.0/8', '2001:db8::/32'),
  time: fc.constantFrom('08:00-18:00', '22:00-06:00'),
  text: fc.constantFrom('a', 'b', 'gpt-4o'),
};
const conditionArbitrary = fc
  .constantFrom('resource.model', 'end_user', 'address', 'time', 'environment', 'weekday')
  .chain((name) => {
    const attribute = name as (typeof ACCESS_ATTRIBUTE_NAMES)[number];
    const { kind, values } = specOf(attribute);
    const value = values === undefined ? (VALUES[kind] as fc.Arbitrary<string>) : fc.constantFrom(...values);
    return fc.record({ attribute: fc.constant(name), operator: fc.constantFrom(...operatorsOf(attribute)), value });
  });
const policyArbitrary = fc
  .record({
    effect: fc.constantFrom<Effect>('allow', 'deny'),
    isPlatform: fc.boolean(),
    conditions: fc.array(conditionArbitrary, { maxLength: 3 }),
  })
  .map(({ effect, isPlatform, conditions }) => ({ ...policy('p', effect, ...conditions), isPlatform }));

test('a decision on all facts never contradicts one that was certain on fewer', () => {
  const early: AccessFacts = callAttributes({ ...CALL, model: undefined, endUser: undefined });
  fc.assert(
    fc.property(fc.array(policyArbitrary, { maxLength: 6 }), fc.constantFrom('a', 'b', 'z'), (policies, model) => {
      const first = decideAccess(policies, early).reason;
      const final = decideAccess(policies, callAttributes({ ...CALL, model, endUser: 'a' })).reason;
      const isAllowed = (reason: string) => reason === 'open' || reason === 'allowed';
      expect(final).not.toBe('pending');
      if (first !== 'pending') expect(isAllowed(final)).toBe(isAllowed(first));
    }),
  );
});

test('another denial never opens anything, and removing one never closes anything', () => {
  fc.assert(
    fc.property(fc.array(policyArbitrary, { maxLength: 6 }), policyArbitrary, (policies, more) => {
      const facts = callAttributes(CALL);
      const denial = { ...more, rule: { ...more.rule, effect: 'deny' as const } };
      const refused = (list: AccessPolicy[]) => ['denied', 'none_allows'].includes(decideAccess(list, facts).reason);
      if (refused(policies)) expect(refused([...policies, denial])).toBe(true);
    }),
  );
});
