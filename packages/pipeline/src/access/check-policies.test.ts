import type { Condition } from '@turnpike/contracts/access';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { describe, expect, test } from 'vitest';
import {
  arrivalOf,
  callerOf,
  catalogueOf,
  codeOf,
  entitlementOf,
  MemoryExchange,
  productOf,
  understoodOf,
} from '../../test/ticket.fixture.js';
import type { AccountTerms, Caller, NamedRule } from '../caller.js';
import { authorize } from '../stages/authorize.stage.js';
import { guard } from '../stages/guard.stage.js';
import { checkPolicies } from './check-policies.js';

/** Ten past nine on a Friday in UTC. */
const FRIDAY_MORNING = Date.UTC(2026, 10, 20, 9, 10);

const is = (attribute: string, operator: Condition['operator'], value: string | string[]) => ({
  attribute,
  operator,
  value,
});

function rule(effect: 'allow' | 'deny', ...conditions: Condition[]): NamedRule {
  return { id: newId(), name: 'The policy', isPlatform: false, rule: { realm: 'call', effect, conditions } };
}

function bound(rules: NamedRule[], given: Partial<Caller> = {}): Caller {
  const accountTerms: AccountTerms = {
    tenantAddresses: null, applicationAddresses: null, tenantLimits: [], applicationLimits: [], auth: null, rules,
    overrides: [], weight: 1, certificates: [],
  }; // prettier-ignore
  return callerOf({ accountTerms, ...given });
}

describe('what headers can decide is refused before the body is read', () => {
  const clocks = { startedAtMs: FRIDAY_MORNING };
  test.each<[string, NamedRule, Partial<Caller>, boolean]>([
    ['address', rule('deny', is('address', 'within', '192.0.2.0/24')), {}, true],
    ['address elsewhere', rule('deny', is('address', 'within', '198.51.100.0/24')), {}, false],
    ['time of day', rule('deny', is('time', 'not_within', '09:00-17:00')), {}, false],
    ['time of the tenant', rule('deny', is('time', 'within', '09:00-17:00')), { tenantTimeZone: 'Asia/Tokyo' }, false],
    ['weekday', rule('deny', is('weekday', 'equals', 'fri')), {}, true],
    ['operation', rule('allow', is('resource.operation', 'equals', 'embeddings')), {}, true],
    ['product', rule('allow', is('resource.product', 'equals', 'other')), {}, true],
    ['environment', rule('deny', is('environment', 'equals', 'test')), { environment: 'test' }, true],
    ['model, which the body tells', rule('deny', is('resource.model', 'equals', 'm')), {}, false],
    ['end user, whom the body tells', rule('allow', is('end_user', 'equals', 'ada')), {}, false],
  ])('%s', (_name, policy, given, isRefused) => {
    const ticket = { arrival: arrivalOf(clocks), caller: bound([policy], given) };
    expect(codeOf(authorize(catalogueOf(), ticket)) === 'policy_denied').toBe(isRefused);
  });

  test('and names the policy', () => {
    const error = authorize(catalogueOf(), { arrival: arrivalOf(), caller: bound([rule('deny')]) });
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      message: 'The policy “The policy” does not allow this.',
      details: { reason: 'denied', policies: [{ name: 'The policy', effect: 'deny' }] },
    });
  });
});

describe('what the body tells is judged before anything is held', () => {
  test.each<[string, NamedRule, object, boolean]>([
    ['model', rule('deny', is('resource.model', 'equals', 'm')), {}, true],
    ['other models', rule('deny', is('resource.model', 'not_in', ['m'])), {}, false],
    ['a user who is let in', rule('allow', is('end_user', 'equals', 'ada')), { user: 'ada' }, false],
    ['another user', rule('allow', is('end_user', 'equals', 'ada')), { user: 'bob' }, true],
    ['nobody in particular', rule('allow', is('end_user', 'equals', 'ada')), {}, true],
  ])('%s', (_name, policy, body, isRefused) => {
    const ticket = understoodOf({ caller: bound([policy]) }, body);
    expect(codeOf(guard(ticket)) === 'policy_denied').toBe(isRefused);
  });

  test('a credential that speaks for one user is that user, whatever the body says', () => {
    const terms = {
      kind: 'client_token',
      scopes: null,
      models: null,
      addresses: null,
      limits: [],
      userId: null,
    } as const;
    const caller = bound([rule('allow', is('end_user', 'equals', 'ada'))], { terms: { ...terms, endUser: 'ada' } });
    expect(codeOf(guard(understoodOf({ caller }, { user: 'mallory' })))).toMatchObject({ guarded: true });
  });
});

test('a product that a policy bars leaves the others', () => {
  const caller = bound([rule('deny', is('resource.product', 'equals', 'barred'))]);
  const arrival = arrivalOf();
  const known = (product: string) => codeOf(checkPolicies({ arrival, caller }, { product }));
  expect([known('barred'), known('other')]).toEqual(['policy_denied', null]);
  const catalogue = catalogueOf({ product: productOf({ slug: 'barred' }) });
  expect(codeOf(authorize(catalogue, { arrival, caller }))).toBe('policy_denied');
});

test('a call made in the background was judged by its address when it was put off', () => {
  const exchange = Object.assign(new MemoryExchange(), { onBehalfOf: newId() });
  const office = rule('allow', is('address', 'within', '198.51.100.0/24'));
  expect(codeOf(authorize(catalogueOf(), { arrival: arrivalOf(), caller: bound([office]) }))).toBe('policy_denied');
  const caller = bound([office]);
  const put = { arrival: arrivalOf({ exchange, credential: null }), caller };
  expect(checkPolicies(put, { product: 'product', model: 'm', endUser: null })).toBeNull();
  const barred = { ...put, caller: bound([rule('deny', is('resource.model', 'equals', 'm'))]) };
  expect(codeOf(checkPolicies(barred, { model: 'm' }))).toBe('policy_denied');
});

test('policies cost a caller without any nothing', () => {
  const entitlement = entitlementOf();
  const ticket = understoodOf({ caller: callerOf(), entitlement });
  expect(checkPolicies(ticket)).toBeNull();
  expect(checkPolicies({ ...ticket, caller: bound([]) })).toBeNull();
});
