'use client';

import type { PlanMargin } from '@turnpike/contracts/management/margins';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Table, Td, Th, Tr } from '../ui/table';
import { Margin, UnitPrice } from './unit-price';

/** Each plan's price against the upstream cost, unit by unit. */
export function MarginTable({ plans }: { plans: readonly PlanMargin[] }) {
  const t = useTranslations('admin.margins');
  const u = useTranslations('admin.units');
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th>{t('plan')}</Th>
          <Th>{t('unit')}</Th>
          <Th numeric>{t('price')}</Th>
          <Th numeric>{t('cost')}</Th>
          <Th numeric>{t('margin')}</Th>
        </tr>
      </thead>
      <tbody>
        {plans.flatMap((plan) =>
          plan.units.map((unit, index) => (
            <Tr key={`${plan.planId} ${unit.unit}`}>
              <Td>
                {index === 0 && (
                  <>
                    <Link href={`/admin/plans/${plan.planId}`}>{plan.plan}</Link>
                    <span className="block text-2xs text-quiet">{plan.product}</span>
                  </>
                )}
              </Td>
              <Td className="text-xs whitespace-nowrap">{u(`name.${unit.unit}`)}</Td>
              <Td numeric>
                {unit.price === null ? (
                  t('noPrice')
                ) : (
                  <UnitPrice unit={unit.unit} amount={unit.price} currency={plan.priceCurrency} />
                )}
              </Td>
              <Td numeric>
                {unit.cost === null || plan.costCurrency === null ? (
                  t('noCost')
                ) : (
                  <UnitPrice unit={unit.unit} amount={unit.cost} currency={plan.costCurrency} />
                )}
              </Td>
              <Td numeric>
                <Margin margin={unit} comparable={plan.priceCurrency === plan.costCurrency} />
              </Td>
            </Tr>
          )),
        )}
      </tbody>
    </Table>
  );
}
