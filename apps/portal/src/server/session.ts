/**
 * Who is looking. Every page and every action asks here, on the server; what an actor may do is then the use case's to
 * decide. A platform admin is a member in the developer pages and an admin only under /admin: two realms, never mixed.
 */
import type { OwnTenantView } from '@turnpike/contracts/management/identity';
import { sessionCookieName } from '@turnpike/contracts/session-cookie';
import { publicId } from '@turnpike/domain/ids';
import type { MemberActor, PlatformAdminActor } from '@turnpike/management/actor';
import { listOwnTenants } from '@turnpike/management/identity/list-own-tenants.use-case';
import { resolveSession } from '@turnpike/management/identity/resolve-session.use-case';
import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { portalConfig } from '../environment';
import { lackingFor } from '../frame/navigation';
import { managementContext } from './management';
import { PATH_HEADER } from './path-header';
import { type Mode, preferences } from './preferences';
import { requestFacts } from './request';

export interface PortalSession {
  actor: MemberActor;
  /** Public ids. */
  userId: string;
  sessionId: string;
  email: string;
  name: string;
  platformAdmin: boolean;
  tenants: OwnTenantView[];
  /** The organisation whose pages are shown; null for a person without one. */
  tenant: OwnTenantView | null;
  mode: Mode;
}

export type TenantSession = PortalSession & { tenant: OwnTenantView };
export type AdminSession = Omit<PortalSession, 'actor'> & { actor: PlatformAdminActor };

/** The session's secret as the browser sent it. */
export async function sessionToken(): Promise<string | null> {
  const jar = await cookies();
  return jar.get(sessionCookieName(portalConfig().portalUrl))?.value ?? null;
}

/** Who is signed in, or null. Asked once per request. */
export const currentSession = cache(async (): Promise<PortalSession | null> => {
  const token = await sessionToken();
  const session = token === null ? null : await resolveSession(managementContext(), token);
  if (session === null) return null;
  const [{ ip, requestId }, { tenantId, mode }] = await Promise.all([requestFacts(), preferences()]);
  const { userId, memberships, email, name, platformAdmin } = session;
  const actor: MemberActor = { kind: 'member', userId, memberships, ip, requestId };
  const tenants = await listOwnTenants(managementContext(), actor);
  return {
    actor,
    userId: publicId('user', userId),
    sessionId: publicId('session', session.sessionId),
    email,
    name,
    platformAdmin,
    tenants,
    tenant: tenants.find(({ id }) => id === tenantId) ?? tenants[0] ?? null,
    mode,
  };
});

/** The session, or on to the sign-in page, which leads back here. */
export async function requireSession(): Promise<PortalSession> {
  const session = await currentSession();
  if (session !== null) return session;
  const here = (await headers()).get(PATH_HEADER);
  redirect(here === null ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`);
}

/**
 * The session with the organisation whose pages are shown; a person without one is asked to make one. Who lacks what the
 * page is about is told so on another: its use cases would refuse them.
 */
export async function requireTenant(): Promise<TenantSession> {
  const session = await requireSession();
  if (session.tenant === null) redirect(session.platformAdmin ? '/admin' : '/org/new');
  const { tenant } = session;
  const path = ((await headers()).get(PATH_HEADER) ?? '').split('?', 1)[0] ?? '';
  const lacking = lackingFor(path, tenant.permissions);
  if (lacking !== null) redirect(`/org/closed?needs=${lacking}`);
  return { ...session, tenant };
}

/** The session as platform admin. To anybody else these pages don't exist. */
export async function requirePlatformAdmin(): Promise<AdminSession> {
  const session = await requireSession();
  if (!session.platformAdmin) notFound();
  return asPlatformAdmin(session);
}

/** The same person in the platform's realm. */
export function asPlatformAdmin(session: PortalSession): AdminSession {
  const { userId, ip, requestId } = session.actor;
  return { ...session, actor: { kind: 'platform_admin', via: 'session', id: userId, ip, requestId } };
}
