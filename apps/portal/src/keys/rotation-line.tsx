import type { KeyView } from '@turnpike/contracts/management/keys';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { Badge } from '../ui/badge';
import { Instant } from '../ui/instant';
import { KeyStatus } from './key-table';

/** The keys of a line of rotations, newest first, with the one that is shown marked. */
export async function RotationLine({ line, currentId }: { line: readonly KeyView[]; currentId: string }) {
  const t = await getTranslations('keys');
  return (
    <ol>
      {line.map((key) => (
        <li
          key={key.id}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0"
          {...(key.id === currentId ? { 'aria-current': true } : {})}
        >
          <code className="min-w-0 flex-1">
            {key.id === currentId ? (
              `${key.start}…${key.last4}`
            ) : (
              <Link href={`/app/keys/${key.id}`}>{`${key.start}…${key.last4}`}</Link>
            )}
          </code>
          {key.id === currentId && <Badge>{t('detail.thisOne')}</Badge>}
          <KeyStatus status={key.status} expiresAt={key.expiresAt} />
          <Instant iso={key.createdAt} className="text-xs text-quiet" />
        </li>
      ))}
    </ol>
  );
}
