import type { ListKeysInput } from '@turnpike/contracts/management/keys';
import { getTranslations } from 'next-intl/server';
import { Button, LinkButton } from '../ui/button';
import { Field } from '../ui/field';
import { Input, Select } from '../ui/input';
import { FilterBar } from '../ui/page-header';
import type { ApplicationChoice } from './create-key-button';

const STATUSES = ['active', 'disabled', 'expired', 'revoked'] as const;

interface KeyFiltersProps {
  filter: ListKeysInput;
  /** As in the address: `all` shows live and test keys together. */
  environment: 'live' | 'test' | 'all';
  applications: readonly ApplicationChoice[];
  filtered: boolean;
}

/** The list's filters, kept in the address. */
export async function KeyFilters({ filter, environment, applications, filtered }: KeyFiltersProps) {
  const t = await getTranslations('keys');
  return (
    <form method="get" action="/app/keys" role="search" aria-label={t('filter.label')}>
      <FilterBar>
        <Field label={t('filter.search')} className="w-full sm:w-60">
          <Input type="search" name="q" defaultValue={filter.q} placeholder={t('filter.searchHint')} maxLength={120} />
        </Field>
        <Field label={t('column.application')} className="w-full sm:w-48">
          <Select name="application" defaultValue={filter.applicationId ?? ''}>
            <option value="">{t('filter.any')}</option>
            {applications.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('column.environment')}>
          <Select name="environment" defaultValue={environment}>
            <option value="live">{t('environment.live')}</option>
            <option value="test">{t('environment.test')}</option>
            <option value="all">{t('filter.both')}</option>
          </Select>
        </Field>
        <Field label={t('column.status')}>
          <Select name="status" defaultValue={filter.status ?? ''}>
            <option value="">{t('filter.any')}</option>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {t(`status.${status}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Button type="submit">{t('filter.apply')}</Button>
        {filtered && (
          <LinkButton href="/app/keys" variant="ghost">
            {t('filter.clear')}
          </LinkButton>
        )}
      </FilterBar>
    </form>
  );
}
