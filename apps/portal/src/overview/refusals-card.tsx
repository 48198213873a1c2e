import type { OverviewView } from '@turnpike/contracts/management/overview';
import { getTranslations } from 'next-intl/server';
import { Card } from '../ui/card';
import { Count } from '../ui/figures';
import { Table, Td, Th, Tr } from '../ui/table';

/** Why calls were refused or failed, most frequent first. */
export async function RefusalsCard({ refusals }: { refusals: OverviewView['refusals'] }) {
  const t = await getTranslations('overview');
  return (
    <Card title={t('refusals')} lead={refusals.length === 0 ? t('noRefusals') : t('refusalsLead')} flush>
      {refusals.length > 0 && (
        <Table label={t('refusals')}>
          <thead>
            <tr>
              <Th>{t('reason')}</Th>
              <Th numeric>{t('calls')}</Th>
            </tr>
          </thead>
          <tbody>
            {refusals.map(({ errorCode, count }) => (
              <Tr key={errorCode}>
                <Td>
                  <code className="text-xs">{errorCode}</code>
                </Td>
                <Td numeric>
                  <Count value={count} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
