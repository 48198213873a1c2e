import type { PlanMargin } from '@turnpike/contracts/management/margins';
import { Decimal } from '@turnpike/domain/money';

/** The unit on which least is earned, over all plans; null where nothing can be compared. */
export function lowestMargin(plans: readonly PlanMargin[]) {
  const all = plans.flatMap(({ plan, units }) => units.map((unit) => ({ plan, ...unit })));
  const known = all.filter((unit) => unit.margin !== null);
  // Of a price of zero there is no share: what it costs is lost whole.
  const share = ({ percent, margin }: (typeof known)[number]) =>
    percent === null ? new Decimal(margin?.startsWith('-') === true ? '-Infinity' : '0') : new Decimal(percent);
  return known.reduce<(typeof known)[number] | null>(
    (least, unit) => (least === null || share(unit).lt(share(least)) ? unit : least),
    null,
  );
}
