import type { ListDeliveriesInput } from '@turnpike/contracts/management/webhooks';
import { DeliveryStateSchema } from '@turnpike/contracts/management/webhooks';
import { WebhookEventTypeSchema } from '@turnpike/contracts/webhook-event';
import { getTranslations } from 'next-intl/server';
import { Button, LinkButton } from '../ui/button';
import { Field } from '../ui/field';
import { Select } from '../ui/input';
import { FilterBar } from '../ui/page-header';

interface DeliveryFiltersProps {
  path: string;
  filter: Pick<ListDeliveriesInput, 'state' | 'type'>;
  filtered: boolean;
}

/** The list's filters, kept in the address. */
export async function DeliveryFilters({ path, filter, filtered }: DeliveryFiltersProps) {
  const t = await getTranslations('webhooks');
  return (
    <form method="get" action={path} role="search" aria-label={t('filter.label')}>
      <FilterBar>
        <Field label={t('filter.state')}>
          <Select name="state" defaultValue={filter.state ?? ''}>
            <option value="">{t('filter.any')}</option>
            {DeliveryStateSchema.options.map((state) => (
              <option key={state} value={state}>
                {t(`delivery.state.${state}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('filter.type')}>
          <Select name="type" defaultValue={filter.type ?? ''}>
            <option value="">{t('filter.any')}</option>
            {WebhookEventTypeSchema.options.map((type) => (
              <option key={type}>{type}</option>
            ))}
          </Select>
        </Field>
        <Button type="submit">{t('filter.apply')}</Button>
        {filtered && (
          <LinkButton href={path} variant="ghost">
            {t('filter.clear')}
          </LinkButton>
        )}
      </FilterBar>
    </form>
  );
}
