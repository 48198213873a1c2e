import { CreateProviderSchema } from '@turnpike/contracts/management/providers';
import { WIRE_KINDS } from '@turnpike/contracts/management/provider-kinds';
import { newId } from '@turnpike/domain/ids';
import { PROVIDER_KINDS } from '@turnpike/providers/adapter-registry';
import { expect, test } from 'vitest';
import { listVendors } from './list-vendors.use-case.js';

const ORIGIN = { ip: null, requestId: null };

test('each can be handed on as it is to make a provider', () => {
  const { items } = listVendors({ kind: 'platform_admin', id: newId(), via: 'management_key', ...ORIGIN });
  expect(items.map(({ slug }) => slug)).toContain('openai');
  for (const { slug, name, kind, baseUrl } of items) {
    expect(CreateProviderSchema.parse({ slug, name, kind, baseUrl })).toMatchObject({ slug, name, kind, baseUrl });
  }
});

test('what may be chosen as a wire format is what there is an adapter for', () => {
  expect([...WIRE_KINDS].sort()).toEqual([...PROVIDER_KINDS].sort());
});

test('they are the platform’s to see', () => {
  const member = { kind: 'member', userId: newId(), memberships: [], ...ORIGIN } as const;
  expect(() => listVendors(member)).toThrow(expect.objectContaining({ code: 'forbidden' }));
});
