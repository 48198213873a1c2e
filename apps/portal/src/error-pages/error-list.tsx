import { CATALOGUE, type ErrorCode } from '@turnpike/errors/catalogue';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { HttpStatus } from '../ui/badge';
import { Table, Td, Th, Tr } from '../ui/table';

/** Codes with their status and what they say, each a link to its page. */
export async function ErrorList({ codes }: { codes: readonly ErrorCode[] }) {
  const t = await getTranslations('errorPages');
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th>{t('code')}</Th>
          <Th>{t('status')}</Th>
          <Th>{t('happened')}</Th>
          <Th>{t('retry')}</Th>
        </tr>
      </thead>
      <tbody>
        {codes.map((code) => {
          const { status, message, retryable } = CATALOGUE[code];
          return (
            <Tr key={code}>
              <Td className="min-w-44">
                <Link href={`/docs/errors/${code}`} className="font-mono text-xs break-all">
                  {code}
                </Link>
              </Td>
              <Td>
                <HttpStatus status={status} />
              </Td>
              <Td className="min-w-60 text-xs">{message}</Td>
              <Td className="text-xs">{t(retryable ? 'yes' : 'no')}</Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
