import { countUnreadNotices } from '@turnpike/management/notices/count-unread-notices.use-case';
import { listNotices } from '@turnpike/management/notices/list-notices.use-case';
import { managementContext } from '../server/management';
import { currentSession } from '../server/session';
import { noticeHref, noticeText } from './notice-text';
import { NoticesBell } from './notices-bell';

const SHOWN = 5;

/** The bell in the top bar: how much is unread, and the newest of it. Nothing for who is not signed in. */
export async function NoticesMenu() {
  const session = await currentSession();
  if (session === null) return null;
  const context = managementContext();
  const [unread, { items }] = await Promise.all([
    countUnreadNotices(context, session.actor),
    listNotices(context, session.actor, { status: 'unread', limit: SHOWN }),
  ]);
  const newest = await Promise.all(
    items.map(async (notice) => ({
      id: notice.id,
      href: noticeHref(notice),
      text: (await noticeText(notice)).text,
      createdAt: notice.createdAt,
    })),
  );
  return <NoticesBell unread={unread} newest={newest} />;
}
