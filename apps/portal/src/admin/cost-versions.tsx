'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { Badge } from '../ui/badge';
import { Instant } from '../ui/instant';
import { UnitPrice } from './unit-price';

/** Upstream costs by the date from which they hold, newest first. `now` is when the page was made. */
export function CostVersions({ versions, now }: { versions: ModelView['costVersions']; now: string }) {
  const t = useTranslations('admin.models');
  const u = useTranslations('admin.units');
  return (
    <ol className="grid grid-cols-1 gap-5">
      {versions.map(({ effectiveFrom, cost }) => (
        <li key={effectiveFrom} className="grid grid-cols-1 gap-2">
          <p className="flex flex-wrap items-center gap-2 text-xs">
            <span className="text-quiet">{t('from')}</span> <Instant iso={effectiveFrom} show="absolute" />
            {effectiveFrom > now && <Badge tone="pending">{t('planned')}</Badge>}
          </p>
          <dl className="grid gap-x-8 sm:grid-cols-2">
            {cost.map(({ unit, amount, currency }) => (
              <div key={unit} className="flex items-baseline justify-between gap-3 border-b border-line py-1.5">
                <dt className="text-xs text-quiet">{u(`name.${unit}`)}</dt>
                <dd className="text-right">
                  <UnitPrice unit={unit} amount={amount} currency={currency} />
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ol>
  );
}
