/** What happened to targets, the newest first. */
import type { HealthEventView } from '@turnpike/contracts/management/routing-health';
import { useTranslations } from 'next-intl';
import { Card } from '../ui/card';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { EventKind } from './target-state';

/** The page is drawn anew every few seconds: the older ones are in the API. */
const SHOWN = 50;

export function HealthEvents({ events }: { events: readonly HealthEventView[] }) {
  const t = useTranslations('targetHealth');
  return (
    <Card title={t('events')} lead={t('eventsLead')} flush={events.length > 0}>
      {events.length === 0 ? (
        <p className="text-quiet">{t('noEvents')}</p>
      ) : (
        <Table label={t('events')}>
          <thead>
            <tr>
              <Th>{t('when')}</Th>
              <Th>{t('event')}</Th>
              <Th>{t('target')}</Th>
              <Th>{t('model')}</Th>
              <Th>{t('why')}</Th>
            </tr>
          </thead>
          <tbody>
            {events.slice(0, SHOWN).map((event, index) => (
              <Tr key={`${event.at} ${event.targetId} ${event.instance ?? ''} ${event.event} ${String(index)}`}>
                <Td>
                  <Instant iso={event.at} show="time" />
                </Td>
                <Td>
                  <EventKind event={event.event} />
                </Td>
                <Td className="min-w-32">
                  {event.provider}
                  {event.instance !== null && (
                    <div className="font-mono text-2xs break-all text-quiet">{event.instance}</div>
                  )}
                </Td>
                <Td className="font-mono text-xs">{event.model}</Td>
                <Td className="min-w-48 text-xs break-words">{event.reason ?? ''}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
