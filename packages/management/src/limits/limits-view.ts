import type { Limit } from '@turnpike/contracts/limits';
import type { LimitsView } from '@turnpike/contracts/management/limits';
import { isPeriodLimit, periodStart } from './count-period.js';

/** The limits of one owner as the API shows them, and from when each of their counts is. */
export function limitsView(
  limits: readonly Limit[],
  { currency, timeZone, now }: { currency: string | null; timeZone: string; now: Date },
): LimitsView {
  const counting = limits.filter(isPeriodLimit).map((limit) => ({
    name: limit.name,
    since: limit.per === undefined ? periodStart(limit, now, timeZone).toISOString() : null,
  }));
  return { limits: [...limits], counting, currency };
}
