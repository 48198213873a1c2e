import type { KeyEventView } from '@turnpike/contracts/management/keys';
import { getTranslations } from 'next-intl/server';
import { Instant } from '../ui/instant';

const KNOWN = ['create', 'rotate', 'rename', 'update', 'revoke', 'disable', 'enable', 'playground'] as const;

/** What was done to a key, by whom and why, newest first. */
export async function KeyEvents({ events }: { events: readonly KeyEventView[] }) {
  const t = await getTranslations('keys');
  const nameOf = (action: string) => {
    const verb = KNOWN.find((known) => action === `key.${known}`);
    return verb === undefined ? action : t(`event.${verb}`);
  };
  return (
    <ol>
      {events.map(({ id, action, actor, actorKind, detail, createdAt }) => (
        <li key={id} className="border-b border-line px-4 py-2.5 last:border-b-0">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span>
              <span className="font-[600]">{nameOf(action)}</span>{' '}
              <span className="text-quiet">
                {actor ?? t(actorKind === 'member' ? 'event.formerMember' : 'event.platform')}
              </span>
            </span>
            <Instant iso={createdAt} className="text-xs text-quiet" />
          </div>
          {typeof detail.reason === 'string' && detail.reason !== '' && <p className="text-xs">{detail.reason}</p>}
        </li>
      ))}
    </ol>
  );
}
