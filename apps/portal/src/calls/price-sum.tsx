import type { CallView } from '@turnpike/contracts/management/calls';
import { Decimal } from '@turnpike/domain/money';
import { getTranslations } from 'next-intl/server';
import { amountText } from '../ui/amount-text';
import { Money } from '../ui/figures';
import { Table, Td, Th, Tr } from '../ui/table';
import { Margin } from './call-list';

/** The price as an addition that a reader can check by hand, to the last digit. */
export async function PriceSum({ call, isPlatform }: { call: CallView; isPlatform: boolean }) {
  const t = await getTranslations('calls');
  const { parts, charge, currency, overrun } = call;
  if (charge === null) return <p className="p-4 text-quiet">{call.status >= 400 ? t('noPrice') : t('pricePending')}</p>;
  const isOverrun = overrun !== null && !new Decimal(overrun).isZero();
  return (
    <Table label={t('price')}>
      <thead>
        <tr>
          <Th>{t('part')}</Th>
          <Th numeric>{t('quantity')}</Th>
          <Th numeric>{t('unitPrice')}</Th>
          <Th numeric>{t('amount')}</Th>
        </tr>
      </thead>
      <tbody>
        {(parts ?? []).map((part, index) => (
          <Tr key={index}>
            <Td>{t(`units.${part.unit}`)}</Td>
            <Td numeric>
              {amountText(part.quantity, 0)} <span aria-hidden>×</span>
            </Td>
            <Td numeric>
              <Money amount={part.amount} currency={currency} /> <span aria-hidden>=</span>
            </Td>
            <Td numeric>
              <Money amount={part.charge} currency={currency} />
            </Td>
          </Tr>
        ))}
        <Total label={t('sum')} amount={charge} currency={currency} strong />
        {isOverrun && (
          <>
            <Total label={t('overrun')} amount={new Decimal(overrun).negated().toFixed()} currency={currency} />
            <Total
              label={t('drawn')}
              amount={new Decimal(charge).minus(overrun).toFixed()}
              currency={currency}
              strong
            />
          </>
        )}
        {isPlatform && call.cost !== null && (
          <>
            <Total label={t('cost')} amount={call.cost} currency={call.costCurrency ?? currency} />
            <Tr>
              <Td className="font-[650]" colSpan={3}>
                {t('margin')}
              </Td>
              <Td numeric className="font-[650]">
                <Margin call={call} />
              </Td>
            </Tr>
          </>
        )}
      </tbody>
    </Table>
  );
}

interface TotalProps {
  label: string;
  amount: string;
  currency: string | null;
  strong?: boolean;
}

function Total({ label, amount, currency, strong = false }: TotalProps) {
  const weight = strong ? 'font-[650]' : '';
  return (
    <Tr className={strong ? 'border-t-2 border-t-line-strong' : ''}>
      <Td className={weight} colSpan={3}>
        {label}
      </Td>
      <Td numeric className={weight}>
        <Money amount={amount} currency={currency} />
      </Td>
    </Tr>
  );
}
