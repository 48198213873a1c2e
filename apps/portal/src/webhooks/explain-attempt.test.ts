import { DELIVERY_ERRORS } from '@turnpike/contracts/management/webhooks';
import { expect, it } from 'vitest';
import texts from '../../messages/en/webhooks.json';
import { explainAttempt } from './explain-attempt';

it.each([
  [200, null],
  [204, null],
  [302, 'redirect'],
  [400, 'status'],
  [410, 'gone'],
  [429, 'busy'],
  [500, 'status'],
  [503, 'busy'],
] as const)('an answer of %s is %s', (responseStatus, problem) => {
  expect(explainAttempt({ responseStatus, error: null })).toBe(problem);
});

it('has a text for each reason why no answer came', () => {
  for (const error of DELIVERY_ERRORS) {
    expect(explainAttempt({ responseStatus: null, error })).toBe(error);
    expect(texts.error).toHaveProperty(error);
  }
  expect(explainAttempt({ responseStatus: null, error: 'of a newer version' })).toBe('other');
});
