import type { CataloguePlanView } from '@turnpike/contracts/management/catalogue';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { limitText } from '../limits/limit-texts';
import { Count, Money } from '../ui/figures';
import { Table, Td, Th, Tr } from '../ui/table';
import { perMillion } from './prices';

type Rows = readonly (readonly [name: string, value: (plan: CataloguePlanView) => ReactNode])[];

/** Plans side by side: what one pays first, what one pays, and how much one may ask for. `current` is the plan one has. */
export async function PlanComparison({
  plans,
  models,
  current,
}: {
  plans: readonly CataloguePlanView[];
  /** Names; where there are few, their prices are compared too. */
  models: readonly string[];
  current?: string;
}) {
  const t = await getTranslations('catalogue');
  const rows = await comparedRows(models, plans);
  return (
    <Table label={t('plansCompared')}>
      <thead>
        <tr>
          <Th>
            <span className="sr-only">{t('feature')}</span>
          </Th>
          {plans.map((plan) => (
            <Th key={plan.id} className="py-3 align-top whitespace-normal">
              <span className="text-sm text-text">{plan.name}</span>
              {plan.slug === current && <span className="ml-2 text-lane-text">{t('yourPlan')}</span>}
              {plan.description !== '' && <span className="block max-w-64 font-[430]">{plan.description}</span>}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, value]) => (
          <Tr key={name}>
            <th scope="row" className="h-11 min-w-40 px-4 py-2 text-left text-xs font-[430] text-quiet">
              {name}
            </th>
            {plans.map((plan) => (
              <Td key={plan.id} className="min-w-36">
                {value(plan)}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

const MODELS_COMPARED = 4;

/** A fee that no plan has is no row. */
async function comparedRows(models: readonly string[], plans: readonly CataloguePlanView[]): Promise<Rows> {
  const t = await getTranslations('catalogue');
  const limit = (value: number | null, unit: string) =>
    value === null ? <span className="text-quiet">{t('noLimit')}</span> : <Count value={value} unit={unit} />;
  const price = (plan: CataloguePlanView, amount: string | undefined, zero: ReactNode) =>
    amount === undefined ? zero : <Money amount={amount} currency={plan.currency} />;
  const general = (plan: CataloguePlanView, unit: string, model: string | null) =>
    plan.prices.find((one) => one.unit === unit && one.model === model)?.amount;
  const tokens = (unit: 'input_token' | 'output_token') =>
    models.slice(0, MODELS_COMPARED).map(
      (model) =>
        [
          t(unit === 'input_token' ? 'inputOf' : 'outputOf', { model }),
          (plan: CataloguePlanView) => {
            const amount = general(plan, unit, model) ?? general(plan, unit, null);
            return price(
              plan,
              amount === undefined ? undefined : perMillion(amount),
              <span className="text-quiet">{t('notPriced')}</span>,
            );
          },
        ] as const,
    );
  const prepayment: Rows[number] = [t('prepayment'), (plan) => price(plan, plan.prepayment ?? undefined, t('nothing'))];
  const perRequest: Rows[number] = [
    t('perRequestFee'),
    (plan) => price(plan, general(plan, 'request', null), t('nothing')),
  ];
  return [
    ...(plans.some(({ prepayment }) => prepayment !== null) ? [prepayment] : []),
    ...(plans.some((plan) => general(plan, 'request', null) !== undefined) ? [perRequest] : []),
    ...tokens('input_token'),
    ...tokens('output_token'),
    [t('requestsPerSecond'), (plan) => limit(plan.limits.requestsPerSecond, t('perSecond'))],
    [t('burst'), (plan) => limit(plan.limits.burst, t('requests'))],
    [t('concurrency'), (plan) => limit(plan.limits.concurrency, t('atOnce'))],
    [t('quotaPerMonth'), (plan) => limit(plan.limits.quotaPerMonth, t('requests'))],
    ...(plans.some(({ limits }) => limits.more.length > 0)
      ? [[t('otherLimits'), (plan: CataloguePlanView) => <OtherLimits plan={plan} />] as const]
      : []),
  ];
}

/** Those of a name of their own. */
function OtherLimits({ plan }: { plan: CataloguePlanView }) {
  const [t, l] = [useTranslations('catalogue'), useTranslations('limits')];
  const { limits, currency } = plan;
  if (limits.more.length === 0) return <span className="text-quiet">{t('noLimit')}</span>;
  return (
    <ul className="text-xs">
      {limits.more.map((limit) => (
        <li key={limit.name}>{limitText(l, limit, currency)}</li>
      ))}
    </ul>
  );
}
