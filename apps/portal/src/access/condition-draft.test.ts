import { faultOf } from '@turnpike/domain/access-attributes';
import { expect, test } from 'vitest';
import { attributesOf, conditionOf, draftOf, withAttribute, withOperator } from './condition-draft';

test.each([
  { attribute: 'weekday', operator: 'in', value: ['sat', 'sun'] },
  { attribute: 'resource.model', operator: 'matches', value: 'gpt-*' },
  { attribute: 'time', operator: 'not_within', value: ['08:00-18:00'] },
] as const)('$attribute goes through a form unchanged', (condition) => {
  const given = { ...condition, value: typeof condition.value === 'string' ? condition.value : [...condition.value] };
  expect(conditionOf(draftOf(given))).toEqual(given);
});

test('empty lines and blanks are left out', () => {
  const draft = { attribute: 'address', operator: 'within', values: [' 203.0.113.0/24 ', '', '10.0.0.0/8'] } as const;
  expect(conditionOf({ ...draft, values: [...draft.values] }).value).toEqual(['203.0.113.0/24', '10.0.0.0/8']);
});

test('a test that takes one value keeps the first', () => {
  const draft = { attribute: 'weekday', operator: 'in', values: ['sat', 'sun'] } as const;
  expect(withOperator({ ...draft, values: [...draft.values] }, 'equals').values).toEqual(['sat']);
});

test.each(['call', 'manage'] as const)('every attribute of %s begins with a test it allows', (realm) => {
  for (const name of attributesOf(realm)) {
    expect(faultOf(realm, conditionOf(withAttribute(name)))?.part).toBe('value');
  }
});
