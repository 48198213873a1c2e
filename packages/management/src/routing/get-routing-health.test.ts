import { ApiError } from '@turnpike/errors/api-error';
import type { RoutingHealthView } from '@turnpike/contracts/management/routing-health';
import { newId, publicId } from '@turnpike/domain/ids';
import { expect, test } from 'vitest';
import { ADMIN, member } from '../../test/fixture.js';
import type { ManagementContext } from '../management-context.js';
import { getRoutingHealth } from './get-routing-health.use-case.js';
import type { RoutingPort } from './routing-port.js';

const MEMBER = member(publicId('tenant', newId()));
const VIEW: RoutingHealthView = { targets: [], events: [] };

/** A process whose request path says this of its places; null for one that has none. */
function contextOf(health: RoutingPort['health'] | null): ManagementContext {
  return { routing: health === null ? null : { health } } as unknown as ManagementContext;
}

test.each([
  ['the view of the request path', ADMIN, () => Promise.resolve(VIEW), null],
  ['nobody of a tenant may look', MEMBER, () => Promise.resolve(VIEW), 'forbidden'],
  ['Redis is away', ADMIN, () => Promise.reject(new Error('away')), 'store_unavailable'],
  ['a process without the request path', ADMIN, null, 'invalid_state'],
] as const)('%s', async (_name, actor, health, refusal) => {
  const answer = await getRoutingHealth(contextOf(health), actor).catch((error: unknown) => error);
  if (refusal === null) expect(answer).toBe(VIEW);
  else expect(answer).toMatchObject({ constructor: ApiError, code: refusal });
});
