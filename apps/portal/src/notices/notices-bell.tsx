'use client';

import { useQuery } from '@tanstack/react-query';
import { Bell } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { markNoticesReadAction } from '../app/(console)/app/notices/actions';
import { askPortal } from '../ui/ask-portal';
import { Button } from '../ui/button';
import {
  DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuLabel, DropdownMenuSeparator, DropdownMenuTrigger,
} from '../ui/dropdown-menu'; // prettier-ignore
import { Instant } from '../ui/instant';
import { useAction } from '../ui/use-action';

interface NoticesBellProps {
  unread: number;
  newest: readonly { id: string; href: string; text: string; createdAt: string }[];
}

const POLL_MS = 30_000;
/** As far as the server counts. */
const MANY = 100;

/** How much is unread, and the newest of it. Looks again by itself while the page is in sight. */
export function NoticesBell({ unread, newest }: NoticesBellProps) {
  const t = useTranslations('notices');
  useFreshCount(unread);
  const newestId = newest[0]?.id;
  const { run, pending } = useAction(markNoticesReadAction);
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon"
          className="relative"
          aria-label={unread < MANY ? t('open', { count: unread }) : t('openMany', { count: MANY })}
        >
          <Bell aria-hidden />
          {unread > 0 && (
            <span
              aria-hidden
              className="absolute top-0.5 right-0.5 min-w-4 rounded-full bg-lane px-1 text-center text-2xs leading-4 font-[650] text-on-lane tabular-nums"
            >
              {unread < MANY ? unread : `${MANY - 1}+`}
            </span>
          )}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-80 max-w-[calc(100vw-1rem)]">
        <DropdownMenuLabel>{newest.length === 0 ? t('nothing') : t('unread')}</DropdownMenuLabel>
        {newest.map(({ id, href, text, createdAt }) => (
          <DropdownMenuItem key={id} asChild onSelect={() => run({ ids: [id] })}>
            <Link href={href}>
              <span className="grid min-w-0 gap-0.5">
                <span className="break-words">{text}</span>
                <Instant iso={createdAt} className="text-xs text-quiet" />
              </span>
            </Link>
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        {newestId !== undefined && (
          <DropdownMenuItem disabled={pending} onSelect={() => run({ upTo: newestId })}>
            {t('markAll')}
          </DropdownMenuItem>
        )}
        <DropdownMenuItem asChild>
          <Link href="/app/notices">{t('seeAll')}</Link>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Has the page's server parts rendered anew when there is something that they don't know of. */
function useFreshCount(known: number): void {
  const router = useRouter();
  const { data } = useQuery({
    queryKey: ['unread-notices', known],
    queryFn: async ({ signal }) => (await askPortal<{ unread: number }>('/app/notices/unread', signal)).unread,
    initialData: known,
    staleTime: POLL_MS,
    refetchInterval: POLL_MS,
  });
  useEffect(() => {
    if (data !== known) router.refresh();
  }, [data, known, router]);
}
