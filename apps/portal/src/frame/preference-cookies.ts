/** The cookies a browser remembers its reader's preferences in; written by the server and by pages alike. */
export const PREFERENCE_COOKIES = {
  tenant: 'turnpike_tenant',
  mode: 'turnpike_mode',
  theme: 'turnpike_theme',
  zone: 'turnpike_zone',
  nav: 'turnpike_nav',
} as const;

export const PREFERENCE_MAX_AGE_SECONDS = 31_536_000;

/** Remembers a preference from within a page, for the server to read with the next request. */
export function rememberInBrowser(name: keyof typeof PREFERENCE_COOKIES, value: string): void {
  document.cookie = `${PREFERENCE_COOKIES[name]}=${value}; path=/; max-age=${PREFERENCE_MAX_AGE_SECONDS}; samesite=lax`;
}
