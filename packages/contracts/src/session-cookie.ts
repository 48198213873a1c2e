const NAME = 'turnpike_session';
/** Browsers accept a cookie of this prefix only over HTTPS, for the whole host, from the host itself. */
const SECURE_NAME = `__Host-${NAME}`;

/** How the portal and the gateway name the session's cookie: by the scheme under which browsers reach the portal. */
export function sessionCookieName(portalUrl: string): string {
  return isSecureOrigin(portalUrl) ? SECURE_NAME : NAME;
}

/** Whether browsers reach that address over HTTPS, so that cookies may be `Secure`. */
export function isSecureOrigin(portalUrl: string): boolean {
  return portalUrl.startsWith('https:');
}
