import { listNotices } from '@turnpike/management/notices/list-notices.use-case';
import type { NoticeView } from '@turnpike/contracts/management/notices';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { MarkAllButton } from '../../../../notices/mark-all-button';
import { noticeHref, noticeText } from '../../../../notices/notice-text';
import { managementContext } from '../../../../server/management';
import { requireSession } from '../../../../server/session';
import { LinkTabs } from '../../../../subscriptions/link-tabs';
import { Badge } from '../../../../ui/badge';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { Instant } from '../../../../ui/instant';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PAGE = 50;
const HERE = '/app/notices';

type Query = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('notices'))('title') };
}

/** What the person was told. */
export default async function NoticesPage({ searchParams }: { searchParams: Query }) {
  const [{ actor }, t, query] = await Promise.all([requireSession(), getTranslations('notices'), searchParams]);
  const onlyUnread = query.status === 'unread';
  const cursor = typeof query.cursor === 'string' ? query.cursor : undefined;
  const { items, nextCursor } = await listNotices(managementContext(), actor, {
    limit: PAGE,
    ...(onlyUnread ? { status: 'unread' as const } : {}),
    ...(cursor === undefined ? {} : { cursor }),
  });
  const address = onlyUnread ? `${HERE}?status=unread` : HERE;
  const newest = items.find(({ readAt }) => readAt === null);
  const empty = onlyUnread ? ('emptyUnread' as const) : ('empty' as const);
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        {...(newest === undefined ? {} : { actions: <MarkAllButton upTo={newest.id} /> })}
      />
      <LinkTabs
        label={t('views')}
        tabs={[
          { href: HERE, text: t('all'), here: !onlyUnread },
          { href: `${HERE}?status=unread`, text: t('unread'), here: onlyUnread },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState title={t(empty)}>{t(`${empty}Lead`)}</EmptyState>
      ) : (
        <Card flush>
          <ul>
            {items.map((notice) => (
              <NoticeLine key={notice.id} notice={notice} />
            ))}
          </ul>
        </Card>
      )}
      <Pager
        firstHref={cursor === undefined ? null : address}
        nextHref={nextCursor === null ? null : `${address}${onlyUnread ? '&' : '?'}cursor=${nextCursor}`}
      />
    </>
  );
}

async function NoticeLine({ notice }: { notice: NoticeView }) {
  const [t, { text, reason }] = await Promise.all([getTranslations('notices'), noticeText(notice)]);
  return (
    <li className="relative grid gap-1 border-b border-line px-4 py-3 last:border-b-0 hover:bg-hover">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <Link
          href={noticeHref(notice)}
          className="min-w-0 flex-[1_1_16rem] font-[600] break-words text-text no-underline after:absolute after:inset-0 after:content-['']"
        >
          {text}
        </Link>
        {notice.readAt === null && <Badge tone="pending">{t('new')}</Badge>}
      </div>
      {reason !== null && <p className="max-w-prose text-quiet">{reason}</p>}
      <Instant iso={notice.createdAt} className="text-xs text-quiet" />
    </li>
  );
}
