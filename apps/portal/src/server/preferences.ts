/** What a browser remembers of its reader: which organisation, live or test, light or dark, where their clock stands. */
import { cookies } from 'next/headers';
import { cache } from 'react';
import { PREFERENCE_COOKIES } from '../frame/preference-cookies';

export type Mode = 'live' | 'test';
export type Theme = 'system' | 'light' | 'dark';

export interface Preferences {
  /** Public id of the organisation last chosen; whether the reader belongs to it is the session's to say. */
  tenantId: string | null;
  mode: Mode;
  theme: Theme;
  /** IANA time zone; UTC until the browser has told. */
  zone: string;
  /** The side navigation shows icons only. */
  navCollapsed: boolean;
}

/** The preferences of the request being answered. Cookies are anyone's to write: what is unknown falls back. */
export const preferences = cache(async (): Promise<Preferences> => {
  const jar = await cookies();
  const read = (name: keyof typeof PREFERENCE_COOKIES) => jar.get(PREFERENCE_COOKIES[name])?.value;
  const theme = read('theme');
  return {
    tenantId: read('tenant') ?? null,
    mode: read('mode') === 'test' ? 'test' : 'live',
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    zone: knownZone(read('zone')),
    navCollapsed: read('nav') === 'icons',
  };
});

function knownZone(zone: string | undefined): string {
  if (zone === undefined) return 'UTC';
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}
