import { expect, test } from 'vitest';
import { callerOf, codeOf, understoodOf } from '../../test/ticket.fixture.js';
import type { Caller } from '../caller.js';
import type { CallerStore } from '../services.js';
import type { Dispatched } from '../tickets.js';
import { standingOf } from './standing.js';

const ticket = understoodOf() as unknown as Dispatched;
const { subscription } = ticket.entitlement;

const storeOf = (find: CallerStore['find']): CallerStore => ({
  find,
  reload: () => Promise.reject(new Error('nobody asks past the cache')),
  recognises: () => true,
  findById: () => Promise.reject(new Error('nobody asks by id')),
});

test.each<[what: string, changes: Partial<Caller> | null, code: string | null]>([
  ['as it was', {}, null],
  ['a key that is gone', null, 'invalid_api_key'],
  ['a revoked key', { keyState: 'revoked' }, 'revoked_api_key'],
  ['a disabled key', { keyState: 'disabled' }, 'revoked_api_key'],
  ['a key that expired meanwhile', { keyExpiresAtMs: Date.now() - 1 }, 'revoked_api_key'],
  ['a key that will', { keyExpiresAtMs: Date.now() + 60_000 }, null],
  ['a suspended tenant', { tenantStatus: 'suspended' }, 'tenant_suspended'],
  ['a cancelled subscription', { subscriptions: [] }, 'no_subscription'],
])('%s', async (_what, changes, code) => {
  const caller = changes === null ? null : callerOf({ subscriptions: [subscription], ...changes });
  expect(
    codeOf(
      await standingOf(
        storeOf(() => caller),
        ticket,
      ),
    ),
  ).toBe(code);
});

test('while the store is away, who was let in goes on', async () => {
  const away = storeOf(() => Promise.reject(new Error('away')));
  expect(await standingOf(away, ticket)).toBeNull();
});
