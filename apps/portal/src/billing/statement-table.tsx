import type { BalanceEntryView } from '@turnpike/contracts/management/money';
import { getTranslations } from 'next-intl/server';
import { Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';

const KINDS = ['payment', 'grant', 'usage'] as const;

/** What moved the balance, line by line, with the balance after each. */
export async function StatementTable({ entries }: { entries: readonly BalanceEntryView[] }) {
  const [t, kinds] = await Promise.all([getTranslations('billing.ledger'), getTranslations('billing.kind')]);
  return (
    <Table label={t('label')}>
      <thead>
        <tr>
          <Th>{t('when')}</Th>
          <Th>{t('kind')}</Th>
          <Th>{t('reason')}</Th>
          <Th numeric>{t('amount')}</Th>
          <Th numeric>{t('balance')}</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ id, createdAt, kind, reason, amount, balance, currency }) => (
          <Tr key={id}>
            <Td className="whitespace-nowrap">
              <Instant iso={createdAt} show="absolute" />
            </Td>
            <Td className="font-[600] whitespace-nowrap">{kinds(KINDS.find((known) => known === kind) ?? 'other')}</Td>
            <Td className="max-w-80 min-w-40 break-words text-quiet">{reason}</Td>
            <Td numeric>
              <Money amount={amount} currency={currency} />
            </Td>
            <Td numeric>
              <Money amount={balance} currency={currency} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
