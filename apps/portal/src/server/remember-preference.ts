import { isSecureOrigin } from '@turnpike/contracts/session-cookie';
import { cookies } from 'next/headers';
import { portalConfig } from '../environment';
import { PREFERENCE_COOKIES, PREFERENCE_MAX_AGE_SECONDS } from '../frame/preference-cookies';

/** Has the browser remember a preference. From server actions and route handlers only. */
export async function rememberPreference(name: keyof typeof PREFERENCE_COOKIES, value: string): Promise<void> {
  (await cookies()).set(PREFERENCE_COOKIES[name], value, {
    path: '/',
    maxAge: PREFERENCE_MAX_AGE_SECONDS,
    sameSite: 'lax',
    secure: isSecureOrigin(portalConfig().portalUrl),
  });
}
