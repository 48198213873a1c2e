/** A filtered page of deliveries: of one endpoint, or of all. */
import type { DeliveryView } from '@turnpike/contracts/management/webhooks';
import type { Page } from '@turnpike/contracts/management/fields';
import { getTranslations } from 'next-intl/server';
import { Card } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Pager } from '../ui/pager';
import { DeliveryFilters } from './delivery-filters';
import { DeliveryTable } from './delivery-table';
import { deliveryListHref, type readDeliveryList } from './read-delivery-list';

interface DeliveryListProps {
  path: string;
  asked: ReturnType<typeof readDeliveryList>;
  page: Page<DeliveryView>;
  withAddress?: boolean;
}

export async function DeliveryList({ path, asked: { filter, filtered }, page, withAddress }: DeliveryListProps) {
  const t = await getTranslations('webhooks.deliveries');
  const { items, nextCursor } = page;
  if (items.length === 0 && !filtered && filter.cursor === undefined) {
    return <EmptyState title={t('empty')}>{t('emptyLead')}</EmptyState>;
  }
  return (
    <>
      <DeliveryFilters path={path} filter={filter} filtered={filtered} />
      {items.length === 0 ? (
        <EmptyState title={t('nothing')}>{t('nothingLead')}</EmptyState>
      ) : (
        <Card flush>
          <DeliveryTable deliveries={items} withAddress={withAddress ?? false} />
        </Card>
      )}
      <Pager
        firstHref={filter.cursor === undefined ? null : deliveryListHref(path, filter, null)}
        nextHref={nextCursor === null ? null : deliveryListHref(path, filter, nextCursor)}
      />
    </>
  );
}
