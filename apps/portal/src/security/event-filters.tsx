import { type ListSecurityEventsInput, SECURITY_EVENT_KINDS } from '@turnpike/contracts/management/security';
import { getTranslations } from 'next-intl/server';
import { Button, LinkButton } from '../ui/button';
import { Field } from '../ui/field';
import { Select } from '../ui/input';
import { FilterBar } from '../ui/page-header';

interface EventFiltersProps {
  path: string;
  kind: ListSecurityEventsInput['kind'];
  status: ListSecurityEventsInput['status'];
  isFiltered: boolean;
}

/** The list's filters, kept in the address. */
export async function EventFilters({ path, kind, status, isFiltered }: EventFiltersProps) {
  const t = await getTranslations('security');
  return (
    <form method="get" action={path} role="search" aria-label={t('filter.label')}>
      <FilterBar>
        <Field label={t('filter.kind')}>
          <Select name="kind" defaultValue={kind ?? ''}>
            <option value="">{t('filter.any')}</option>
            {SECURITY_EVENT_KINDS.map((one) => (
              <option key={one} value={one}>
                {t(`kind.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('filter.status')}>
          <Select name="status" defaultValue={status ?? ''}>
            <option value="">{t('filter.any')}</option>
            <option value="open">{t('filter.open')}</option>
            <option value="acknowledged">{t('filter.acknowledged')}</option>
          </Select>
        </Field>
        <Button type="submit">{t('filter.apply')}</Button>
        {isFiltered && (
          <LinkButton href={path} variant="ghost">
            {t('filter.clear')}
          </LinkButton>
        )}
      </FilterBar>
    </form>
  );
}
