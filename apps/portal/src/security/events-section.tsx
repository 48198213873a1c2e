import { ListSecurityEventsSchema } from '@turnpike/contracts/management/security';
import type { Actor } from '@turnpike/management/actor';
import { listSecurityEvents } from '@turnpike/management/security/list-security-events.use-case';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../server/management';
import { EmptyState } from '../ui/empty-state';
import { Pager } from '../ui/pager';
import { EventFilters } from './event-filters';
import { EventList, type EventDeedsAllowed } from './event-list';

const PAGE = 25;

const QuerySchema = ListSecurityEventsSchema.pick({ kind: true, status: true, cursor: true });

interface EventsSectionProps {
  path: string;
  params: Record<string, string | string[] | undefined>;
  actor: Actor;
  /** Of that tenant alone. */
  tenantId?: string;
  /** What its reader may do about them; null: only look, at those of every organisation. */
  allowed: EventDeedsAllowed | null;
}

/** Events under their filters, page by page. */
export async function EventsSection({ path, params, actor, tenantId, allowed }: EventsSectionProps) {
  const t = await getTranslations('security');
  const { cursor, ...filter } = readQuery(params);
  const { items, nextCursor } = await listSecurityEvents(managementContext(), actor, {
    ...(tenantId === undefined ? {} : { tenantId }),
    limit: PAGE,
    ...filter,
    ...(cursor && { cursor }),
  });
  const isFiltered = Object.keys(filter).length > 0;
  const address = (more: Record<string, string>) => `${path}?${new URLSearchParams({ ...filter, ...more })}`;
  const nothing = isFiltered ? ('nothingFiltered' as const) : ('nothing' as const);
  return (
    <>
      <EventFilters path={path} kind={filter.kind} status={filter.status} isFiltered={isFiltered} />
      {items.length === 0 ? (
        <EmptyState title={t(nothing)}>{t(`${nothing}Lead`)}</EmptyState>
      ) : (
        <EventList events={items} allowed={allowed} />
      )}
      <Pager
        firstHref={cursor === undefined ? null : address({})}
        nextHref={nextCursor === null ? null : address({ cursor: nextCursor })}
      />
    </>
  );
}

/** An address that was typed wrong shows the list as it is. */
function readQuery(params: EventsSectionProps['params']) {
  const given = Object.entries(params).filter(([, value]) => value !== '');
  const { kind, status, cursor } = QuerySchema.safeParse(Object.fromEntries(given)).data ?? {};
  return { ...(kind && { kind }), ...(status && { status }), ...(cursor && { cursor }) };
}
