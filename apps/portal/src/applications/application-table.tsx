import type { ApplicationView } from '@turnpike/contracts/management/applications';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { Card } from '../ui/card';
import { Count } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';

/** Applications as rows, with what hangs on each; a row leads to its page. All are archived, or none is. */
export async function ApplicationTable({ applications }: { applications: readonly ApplicationView[] }) {
  const t = await getTranslations('subscriptions');
  const archived = applications.some(({ archivedAt }) => archivedAt !== null);
  return (
    <Card flush>
      <Table label={t('applications')}>
        <thead>
          <tr>
            <Th>{t('name')}</Th>
            <Th numeric>{t('keys')}</Th>
            <Th numeric>{t('openSubscriptions')}</Th>
            <Th>{t(archived ? 'archivedAt' : 'created')}</Th>
          </tr>
        </thead>
        <tbody>
          {applications.map((application) => (
            <Tr key={application.id} className="relative hover:bg-hover">
              <Td>
                <Link
                  href={`/app/applications/${application.id}`}
                  className="font-[600] break-words text-text no-underline after:absolute after:inset-0 after:content-['']"
                >
                  {application.name}
                </Link>
                {application.description !== '' && (
                  <p className="line-clamp-1 max-w-prose text-xs text-quiet">{application.description}</p>
                )}
              </Td>
              <Td numeric>
                <Count value={application.openKeys} />
              </Td>
              <Td numeric>
                <Count value={application.openSubscriptions} />
              </Td>
              <Td className="whitespace-nowrap">
                <Instant iso={application.archivedAt ?? application.createdAt} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
