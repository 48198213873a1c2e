/** Runs once when the server starts, before the first request: a bad environment ends the start, not a page. */
export async function register(): Promise<void> {
  // Next compiles this file for its edge runtime too, which is never used here and lacks what the configuration needs.
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { portalConfig, requirePortalConfig } = await import('./environment');
  requirePortalConfig();
  const { trustOnly } = await import('./server/client-address');
  trustOnly(portalConfig().trustedProxies);
}
