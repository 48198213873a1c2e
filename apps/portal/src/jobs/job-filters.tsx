import { JobStateSchema } from '@turnpike/contracts/management/jobs';
import { getTranslations } from 'next-intl/server';
import { Button, LinkButton } from '../ui/button';
import { Field } from '../ui/field';
import { Select } from '../ui/input';
import { FilterBar } from '../ui/page-header';
import type { JobsQuery } from './jobs-query';

interface JobFiltersProps {
  query: JobsQuery;
  applications: readonly { id: string; name: string }[];
  isFiltered: boolean;
}

/** The list's filters, kept in the address. */
export async function JobFilters({ query, applications, isFiltered }: JobFiltersProps) {
  const t = await getTranslations('jobs');
  return (
    <form method="get" action="/app/jobs" role="search" aria-label={t('filters')}>
      <FilterBar>
        <Field label={t('state')} className="w-full sm:w-44">
          <Select name="state" defaultValue={query.state ?? ''}>
            <option value="">{t('any')}</option>
            {JobStateSchema.options.map((state) => (
              <option key={state} value={state}>
                {t(`states.${state}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('application')} className="w-full sm:w-60">
          <Select name="applicationId" defaultValue={query.applicationId ?? ''}>
            <option value="">{t('allApplications')}</option>
            {applications.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Button type="submit">{t('filter')}</Button>
        {isFiltered && (
          <LinkButton href="/app/jobs" variant="ghost">
            {t('clear')}
          </LinkButton>
        )}
      </FilterBar>
    </form>
  );
}
