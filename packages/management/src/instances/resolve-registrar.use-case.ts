import { type Discovery, DiscoverySchema } from '@turnpike/contracts/management/discovery';
import { hashesOf } from '../keys/key-hash.js';
import type { ManagementContext } from '../management-context.js';

/** Who registers instances: the bearer of a provider's registration token. `providerId` is bare. */
export interface Registrar {
  readonly providerId: string;
  readonly isActive: boolean;
  readonly discovery: Discovery | null;
}

const SHAPE = /^[a-z][a-z0-9]{0,15}r_[0-9A-Za-z]{43}$/;

/** `lastUsedAt` is for people: heartbeats need not write it each time. */
const USED_EVERY_MS = 60_000;

/** Whose registration token it is; null for nobody's. One look-up by its hash. */
export async function resolveRegistrar(context: ManagementContext, secret: string): Promise<Registrar | null> {
  if (!SHAPE.test(secret)) return null;
  const { prisma } = context.db;
  const row = await prisma.registrationToken.findFirst({
    where: { hash: { in: hashesOf(context, secret) } },
    include: { provider: { select: { status: true, discovery: true } } },
  });
  if (row === null) return null;
  const now = context.now();
  if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > USED_EVERY_MS) {
    // Many at once, of one that may be gone by now: what is there is updated.
    await prisma.registrationToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
  }
  const discovery = DiscoverySchema.nullable().safeParse(row.provider.discovery).data ?? null;
  return { providerId: row.providerId, isActive: row.provider.status === 'active', discovery };
}
