/** The session's cookie, as the gateway sets and reads it too: `__Host-` and `Secure` where the portal has HTTPS. */
import { isSecureOrigin, sessionCookieName } from '@turnpike/contracts/session-cookie';
import { cookies } from 'next/headers';
import { portalConfig } from '../environment';

/** Hands a session to the browser until it expires. For server actions. */
export async function setSessionCookie({ token, expiresAt }: { token: string; expiresAt: Date }): Promise<void> {
  await write(token, expiresAt);
}

/** Takes the session from the browser. A cookie of the `__Host-` kind goes only by the attributes it came with. */
export async function clearSessionCookie(): Promise<void> {
  await write('', new Date(0));
}

async function write(value: string, expires: Date): Promise<void> {
  const { portalUrl } = portalConfig();
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecureOrigin(portalUrl) } as const;
  (await cookies()).set({ name: sessionCookieName(portalUrl), value, expires, ...attributes });
}
