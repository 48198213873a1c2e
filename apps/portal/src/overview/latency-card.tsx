import type { OverviewView } from '@turnpike/contracts/management/overview';
import { getTranslations } from 'next-intl/server';
import { Card } from '../ui/card';
import { Duration } from '../ui/figures';
import { Table, Td, Th, Tr } from '../ui/table';

/** How long calls take, and how much of it is ours, from a sample that is named. */
export async function LatencyCard({ latency }: { latency: OverviewView['latency'] }) {
  const t = await getTranslations('overview');
  const { duration, overhead } = latency;
  const sample = t('sample', { count: latency.sample });
  return (
    <Card title={t('latency')} lead={t('sampleLead', { sample })} flush>
      {duration !== null && (
        <Table label={t('latency')}>
          <thead>
            <tr>
              <Th>{t('percentile')}</Th>
              <Th numeric>{t('whole')}</Th>
              <Th numeric>{t('own')}</Th>
            </tr>
          </thead>
          <tbody>
            {(['p50', 'p95', 'p99'] as const).map((name) => (
              <Tr key={name}>
                <Td>{name}</Td>
                <Td numeric>
                  <Duration ms={duration[name]} />
                </Td>
                <Td numeric>{overhead !== null && <Duration ms={overhead[name]} />}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
