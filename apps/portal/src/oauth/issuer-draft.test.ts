import { CreateTokenIssuerSchema } from '@turnpike/contracts/management/oauth';
import { expect, test } from 'vitest';
import { issuerDraftOf, issuerInputOf } from './issuer-draft';

const DRAFT = { ...issuerDraftOf(null, 'app_1'), name: 'Ours', issuer: 'https://id.example ', audience: 'us' };

test('an issuer for one application', () => {
  expect(CreateTokenIssuerSchema.omit({ tenantId: true }).parse(issuerInputOf(DRAFT))).toMatchObject({
    issuer: 'https://id.example',
    applicationClaim: null,
    applications: {},
    defaultApplicationId: 'app_1',
    scopeClaim: null,
  });
});

test('values of a claim, which may hold spaces and signs', () => {
  const map = 'team a=app_1\n\n x=y = app_2 ';
  expect(issuerInputOf({ ...DRAFT, claim: 'team', map })?.applications).toEqual({ 'team a': 'app_1', 'x=y': 'app_2' });
  expect(issuerInputOf({ ...DRAFT, claim: 'team', map: 'team a' })).toBeNull();
});
