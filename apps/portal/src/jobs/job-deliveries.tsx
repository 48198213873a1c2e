import type { JobDetailView } from '@turnpike/contracts/management/jobs';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { Card } from '../ui/card';
import { Table, Td, Th, Tr } from '../ui/table';
import { DeliveryState } from '../webhooks/delivery-state';
import { isUnderWay } from './jobs-fingerprint';

/** Who was told of a job's end. A delivery opens for those who may see webhooks. */
export async function JobDeliveries({ job, mayOpen }: { job: JobDetailView; mayOpen: boolean }) {
  const t = await getTranslations('jobs');
  if (job.deliveries.length === 0) {
    if (job.state === 'cancelled' || (isUnderWay(job) && job.callbackUrl === null)) return null;
    return (
      <Card title={t('deliveries.title')}>
        <p className="text-quiet">{t(isUnderWay(job) ? 'deliveries.waiting' : 'deliveries.none')}</p>
      </Card>
    );
  }
  return (
    <Card title={t('deliveries.title')} flush>
      <Table label={t('deliveries.title')}>
        <thead>
          <tr>
            <Th>{t('deliveries.state')}</Th>
            <Th>{t('deliveries.url')}</Th>
          </tr>
        </thead>
        <tbody>
          {job.deliveries.map(({ id, url, state }) => {
            const address = <code className="text-xs break-all">{url}</code>;
            return (
              <Tr key={id}>
                <Td>
                  <DeliveryState state={state} />
                </Td>
                <Td>{mayOpen ? <Link href={`/app/webhooks/deliveries/${id}`}>{address}</Link> : address}</Td>
              </Tr>
            );
          })}
        </tbody>
      </Table>
    </Card>
  );
}
