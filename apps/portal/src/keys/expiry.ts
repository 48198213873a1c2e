/** Lifetimes a key can be given, in days. */
const DAYS = { never: null, '7d': 7, '30d': 30, '90d': 90, '365d': 365 } as const;

export type Expiry = keyof typeof DAYS;

export const EXPIRIES = Object.keys(DAYS) as Expiry[];

/** The moment a key made now with that lifetime ends, in ISO 8601; null for never. */
export function expiryInstant(expiry: Expiry, now: Date): string | null {
  const days = DAYS[expiry];
  return days === null ? null : new Date(now.getTime() + days * 86_400_000).toISOString();
}
