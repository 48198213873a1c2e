import type { KeyPolicyView } from '@turnpike/contracts/management/keys';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';

/** Keys that live longer than the organisation lets new ones, the oldest first. */
export async function ViolatingKeys({ keys, label }: { keys: KeyPolicyView['violating']; label: string }) {
  const t = await getTranslations('access.lifetime');
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>{t('key')}</Th>
          <Th>{t('application')}</Th>
          <Th>{t('created')}</Th>
          <Th>{t('ends')}</Th>
        </tr>
      </thead>
      <tbody>
        {keys.map(({ id, name, start, last4, application, createdAt, expiresAt }) => (
          <Tr key={id}>
            <Td className="min-w-40">
              <Link href={`/app/keys/${id}`} className="font-[600]">
                {name}
              </Link>
              <p>
                <code className="text-2xs text-quiet">{`${start}…${last4}`}</code>
              </p>
            </Td>
            <Td>{application}</Td>
            <Td className="whitespace-nowrap">
              <Instant iso={createdAt} show="date" />
            </Td>
            <Td className="whitespace-nowrap">
              {expiresAt === null ? <span className="text-quiet">{t('never')}</span> : <Instant iso={expiresAt} />}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
