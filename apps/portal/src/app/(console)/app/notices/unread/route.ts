import { countUnreadNotices } from '@turnpike/management/notices/count-unread-notices.use-case';
import { answerPerson, freshJson } from '../../../../../server/answer';
import { managementContext } from '../../../../../server/management';

/** How many notices the person has not read, for the bell of a page that stays open. */
export function GET(): Promise<Response> {
  return answerPerson(async (session) =>
    freshJson({ unread: await countUnreadNotices(managementContext(), session.actor) }),
  );
}
