import { VendorViewSchema } from '@turnpike/contracts/management/vendors';
import { expect, test } from 'vitest';
import { loadAdapter } from '../adapter-registry.js';
import { VENDORS } from './vendors.js';

test.each(VENDORS)('$slug is whole, and its adapter takes its address', async (vendor) => {
  expect(VendorViewSchema.strict().parse(vendor)).toEqual(vendor);
  const adapter = await loadAdapter(vendor.kind);
  expect(adapter?.isBaseUrl(vendor.baseUrl)).toBe(true);
  // Requests are built by appending to it.
  expect(vendor.baseUrl).not.toMatch(/\/$/);
});

test('a key goes to a vendor over TLS only; a server without one is this machine’s', () => {
  for (const { credentialVariable, baseUrl } of VENDORS) {
    expect(baseUrl).toMatch(credentialVariable === null ? /^http:\/\/127\.0\.0\.1:/ : /^https:/);
  }
});

test.each(['slug', 'name', 'baseUrl', 'credentialVariable'] as const)('no two vendors have the same %s', (field) => {
  const values = VENDORS.map((vendor) => vendor[field]).filter((value) => value !== null);
  expect(new Set(values).size).toBe(values.length);
});
