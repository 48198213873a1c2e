/**
 * Where a tenant's calls may be served. A hard rule: a place that nobody knows enough about satisfies none.
 */

export interface Residency {
  /** Region codes, any of which will do; none for anywhere. `eu` covers `eu` and every `eu-…`. */
  readonly regions: readonly string[];
  /** Longest a place may keep what it was sent, in days; null for however long. */
  readonly maxRetentionDays: number | null;
}

/** What is known of a place that serves a model; null for what isn't. */
export interface Whereabouts {
  readonly region: string | null;
  readonly retentionDays: number | null;
}

/** The region of this installation's own machines: what stays there is within every rule about regions. */
export const OWN_REGION = 'local';

/** Whether a policy leaves anything to decide. */
export function isResidencyRule({ regions, maxRetentionDays }: Residency): boolean {
  return regions.length > 0 || maxRetentionDays !== null;
}

/** Whether a place may serve a tenant with that policy. */
export function satisfiesResidency({ regions, maxRetentionDays }: Residency, place: Whereabouts): boolean {
  if (regions.length > 0 && !regions.some((rule) => liesWithin(place.region, rule))) return false;
  if (maxRetentionDays === null) return true;
  return place.retentionDays !== null && place.retentionDays <= maxRetentionDays;
}

/** A policy in words, such as `region eu or us, nothing kept`. */
export function describeResidency({ regions, maxRetentionDays }: Residency): string {
  const where = regions.length === 0 ? 'any region' : `region ${regions.join(' or ')}`;
  if (maxRetentionDays === null) return where;
  const kept =
    maxRetentionDays === 0
      ? 'nothing kept'
      : `kept at most ${maxRetentionDays} ${maxRetentionDays === 1 ? 'day' : 'days'}`;
  return `${where}, ${kept}`;
}

function liesWithin(region: string | null, rule: string): boolean {
  if (region === null) return false;
  return region === OWN_REGION || region === rule || region.startsWith(`${rule}-`);
}
