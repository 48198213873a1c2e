import type { SecurityEventView } from '@turnpike/contracts/management/security';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { Badge } from '../ui/badge';
import { Card } from '../ui/card';
import { Instant } from '../ui/instant';
import { EventDeeds } from './event-deeds';
import { EventEvidence } from './event-evidence';

/** What a member may do about the events of their organisation. */
export interface EventDeedsAllowed {
  write: boolean;
  disableKeys: boolean;
}

interface EventListProps {
  events: readonly SecurityEventView[];
  /** Null: of every organisation, by name, and nothing to be done here. */
  allowed: EventDeedsAllowed | null;
}

/** Events, newest first: what happened, what shows it, which key it is about, and what can be done. */
export async function EventList({ events, allowed }: EventListProps) {
  const t = await getTranslations('security');
  return (
    <Card flush>
      <ul aria-label={t('list')} className="divide-y divide-line">
        {events.map((event) => (
          <li key={event.id} className="grid gap-3 p-4 md:grid-cols-[1fr_auto] md:items-start">
            <div className="grid min-w-0 gap-1.5">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-[600]">{t(`kind.${event.kind}`)}</span>
                <Badge tone={event.acknowledgedAt === null ? 'pending' : 'quiet'}>
                  {t(event.acknowledgedAt === null ? 'open' : 'acknowledged')}
                </Badge>
                <span className="text-xs text-quiet">
                  <Instant iso={event.createdAt} />
                </span>
              </p>
              <EventEvidence event={event} />
              <About event={event} isPlatform={allowed === null} />
              {event.acknowledgedAt !== null && (
                <p className="text-xs text-quiet">
                  {t('acknowledgedBy', { name: event.acknowledgedBy ?? t('somebody') })}{' '}
                  <Instant iso={event.acknowledgedAt} />
                </p>
              )}
            </div>
            {allowed !== null && <EventDeeds event={event} canWrite={allowed.write} canDisable={allowed.disableKeys} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

async function About({ event, isPlatform }: { event: SecurityEventView; isPlatform: boolean }) {
  const { tenantId, tenantName, key, application } = event;
  const t = await getTranslations('security');
  const keys = await getTranslations('keys');
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-quiet">
      {isPlatform && (
        <Link href={`/admin/tenants/${tenantId}`} className="break-words">
          {tenantName}
        </Link>
      )}
      {key === null ? (
        <span>{t('otherCredential')}</span>
      ) : (
        <>
          <KeyName id={isPlatform ? null : key.id} text={`${key.name} (…${key.last4})`} />
          {key.status !== 'active' && <span>{keys(`status.${key.status}`)}</span>}
        </>
      )}
      {application !== null && <span>{t('of', { application: application.name })}</span>}
    </p>
  );
}

/** Led to its page where the reader has one. */
function KeyName({ id, text }: { id: string | null; text: string }) {
  if (id === null) return <span className="break-words">{text}</span>;
  return (
    <Link href={`/app/keys/${id}`} className="break-words">
      {text}
    </Link>
  );
}
