import type { LotView } from '@turnpike/contracts/management/payments';
import { getTranslations } from 'next-intl/server';
import { Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';

/** Where credit came from, what is left of each, and when it expires. */
export async function LotsTable({ lots }: { lots: readonly LotView[] }) {
  const [t, sources] = await Promise.all([getTranslations('billing.credits'), getTranslations('billing.source')]);
  return (
    <Table label={t('label')}>
      <thead>
        <tr>
          <Th>{t('source')}</Th>
          <Th>{t('reason')}</Th>
          <Th numeric>{t('amount')}</Th>
          <Th numeric>{t('remaining')}</Th>
          <Th>{t('expires')}</Th>
          <Th>{t('created')}</Th>
        </tr>
      </thead>
      <tbody>
        {lots.map(({ id, source, reason, amount, remaining, currency, expiresAt, createdAt }) => (
          <Tr key={id}>
            <Td className="font-[600]">{sources(source === 'payment' || source === 'grant' ? source : 'other')}</Td>
            <Td className="max-w-80 min-w-40 break-words text-quiet">{reason}</Td>
            <Td numeric>
              <Money amount={amount} currency={currency} />
            </Td>
            <Td numeric>
              <Money amount={remaining} currency={currency} />
            </Td>
            <Td className="whitespace-nowrap">
              {expiresAt === null ? <span className="text-quiet">{t('never')}</span> : <Instant iso={expiresAt} />}
            </Td>
            <Td className="whitespace-nowrap">
              <Instant iso={createdAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
