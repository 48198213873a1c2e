import type { Prisma } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { isPlatform } from '../authorization/require-permission.js';

const OFFERED = { lifecycle: { in: ['published', 'deprecated'] } } satisfies Prisma.ProductWhereInput;

/** Products for anyone, signed in or not. */
export const PUBLIC_PRODUCTS = { ...OFFERED, visibility: 'public' } satisfies Prisma.ProductWhereInput;

/** Which products the actor may know of: all for the platform, else the public ones and those of the actor's tenants. */
export function visibleProducts(actor: Actor): Prisma.ProductWhereInput {
  if (isPlatform(actor)) return {};
  const tenants = actor.kind === 'member' ? actor.memberships.map(({ tenantId }) => tenantId) : [];
  return { OR: [PUBLIC_PRODUCTS, { ...OFFERED, ownerTenantId: { in: tenants } }] };
}

/** Of those, what is on offer: drafts and retired ones are not, for the platform either. Null is a visitor. */
export function offeredProducts(actor: Actor | null): Prisma.ProductWhereInput {
  return actor === null ? PUBLIC_PRODUCTS : { AND: [OFFERED, visibleProducts(actor)] };
}
