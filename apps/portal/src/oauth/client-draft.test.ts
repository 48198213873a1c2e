import { CreateOAuthClientSchema } from '@turnpike/contracts/management/oauth';
import { expect, test } from 'vitest';
import { type ClientDraft, creationOf, draftOf } from './client-draft';

const DRAFT = { ...draftOf(null, { applicationId: 'app_1', mode: 'test' }), name: 'Notes' };

test.each<[string, Partial<ClientDraft>, object]>([
  [
    'a service',
    { redirects: 'https://left.example/over' },
    { kind: 'confidential', grantTypes: ['client_credentials'], authMethod: 'client_secret_basic', redirectUris: [] },
  ],
  [
    'a web app with keys of its own',
    { purpose: 'web', auth: 'private_key_jwt', jwks: '{"keys":[{"kty":"EC"}]}', redirects: 'https://a.example/x\n' },
    { authMethod: 'private_key_jwt', jwks: { keys: [{ kty: 'EC' }] }, redirectUris: ['https://a.example/x'] },
  ],
  [
    'a phone app',
    {
      purpose: 'native',
      redirects: 'http://127.0.0.1/x',
      scopes: 'a  b:c',
      auth: 'private_key_jwt',
      jwks: 'left over',
    },
    { kind: 'public', authMethod: 'none', jwks: null, scopes: ['a', 'b:c'] },
  ],
])('%s', (_, change, expected) => {
  expect(CreateOAuthClientSchema.parse(creationOf({ ...DRAFT, ...change }))).toMatchObject(expected);
});

test('keys that are no JSON are nothing to send', () => {
  expect(creationOf({ ...DRAFT, auth: 'private_key_jwt', jwks: '{' })).toBeNull();
});
