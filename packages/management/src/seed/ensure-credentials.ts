import { parseId, publicId } from '@turnpike/domain/ids';
import { randomBase62 } from '@turnpike/domain/key-format';
import type { MemberRole } from '@turnpike/domain/permissions';
import type { Actor } from '../actor.js';
import { createUser } from '../identity/create-user.use-case.js';
import { verifyPassword } from '../identity/password.js';
import { setPassword } from '../identity/set-password.use-case.js';
import { createKey } from '../keys/create-key.use-case.js';
import { hashesOf } from '../keys/key-hash.js';
import { createManagementKey } from '../management-keys/create-management-key.use-case.js';
import { resolveManagementKey } from '../management-keys/resolve-management-key.use-case.js';
import type { ManagementContext } from '../management-context.js';

export interface DemoAccount {
  email: string;
  password: string;
}

const PASSWORD_CHARACTERS = 20;

/** The key of the demo file while the application still accepts it, else a new one. */
export async function ensureApiKey(
  context: ManagementContext,
  actor: Actor,
  wanted: { existing: string | undefined; applicationId: string; environment: 'live' | 'test'; name: string },
): Promise<string> {
  const { existing, applicationId, environment, name } = wanted;
  if (existing !== undefined) {
    const usable = {
      hash: { in: hashesOf(context, existing) },
      environment,
      revokedAt: null,
      disabledAt: null,
      expiresAt: null,
    };
    const where = { ...usable, applicationId: parseId('application', applicationId) ?? '' };
    if ((await context.db.prisma.apiKey.findFirst({ where })) !== null) return existing;
  }
  return (await createKey(context, actor, { applicationId, name, environment })).key;
}

/** The management key of the demo file while it is accepted, else a new one. */
export async function ensureManagementKey(
  context: ManagementContext,
  actor: Actor,
  existing: string | undefined,
): Promise<string> {
  if (existing !== undefined && (await resolveManagementKey(context, existing)) !== null) return existing;
  return (await createManagementKey(context, actor, { name: 'Demo' })).key;
}

/** A person who can sign in: of the tenant named, its owner unless said otherwise; a platform admin where none is. */
export async function ensureAccount(
  context: ManagementContext,
  actor: Actor,
  wanted: { email: string; existing: DemoAccount | undefined; name: string; tenantId?: string; role?: MemberRole },
): Promise<DemoAccount> {
  const { email, existing, name, tenantId, role = 'owner' } = wanted;
  const user = await context.db.prisma.user.findUnique({ where: { email } });
  if (user !== null && existing?.email === email && (await verifyPassword(user.passwordHash, existing.password))) {
    return { email, password: existing.password };
  }
  const password = randomBase62(PASSWORD_CHARACTERS);
  if (user === null) {
    const belongs = tenantId === undefined ? {} : { tenantId };
    await createUser(context, actor, {
      email,
      password,
      name,
      platformAdmin: tenantId === undefined,
      role,
      ...belongs,
    });
  } else {
    await setPassword(context, actor, { userId: publicId('user', user.id), password });
  }
  return { email, password };
}

/** An account as an earlier run wrote it; undefined for what is none. */
export function readAccount(value: unknown): DemoAccount | undefined {
  if (typeof value !== 'object' || value === null || !('email' in value) || !('password' in value)) return undefined;
  const { email, password } = value;
  return typeof email === 'string' && typeof password === 'string' ? { email, password } : undefined;
}
