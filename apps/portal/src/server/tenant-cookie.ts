import { isSecureOrigin } from '@turnpike/contracts/session-cookie';
import { cookies } from 'next/headers';
import { portalConfig } from '../environment';
import { PREFERENCE_COOKIES } from './preferences';

const YEAR_SECONDS = 31_536_000;

/** Has the next page show that organisation (public id), as far as the reader belongs to it. For server actions. */
export async function showTenant(tenantId: string): Promise<void> {
  (await cookies()).set(PREFERENCE_COOKIES.tenant, tenantId, {
    path: '/',
    maxAge: YEAR_SECONDS,
    sameSite: 'lax',
    secure: isSecureOrigin(portalConfig().portalUrl),
  });
}
