import { USAGE_GROUPS } from '@turnpike/contracts/management/usage';
import { X } from 'lucide-react';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { FilterBar } from '../ui/page-header';
import { METRICS, type Range, RANGES, usageHref, type UsageQuery } from './usage-query';

/** The range, the division and the figure; all of it in the address. */
export async function UsageControls({ query }: { query: UsageQuery }) {
  const t = await getTranslations('usage');
  const ranges: readonly Range[] = query.range === 'custom' ? [...RANGES, 'custom'] : RANGES;
  return (
    <>
      <FilterBar>
        <Choice
          label={t('range')}
          value={query.range}
          options={ranges.map((value) => ({
            value,
            label: t(`ranges.${value}`),
            href: value === 'custom' ? usageHref(query) : usageHref(query, { range: value, from: null, to: null }),
          }))}
        />
        <form method="get" action="/app/usage" className="flex flex-wrap items-end gap-2">
          {(['by', 'show', 'application', 'key', 'model'] as const).map(
            (name) => query[name] !== null && <input key={name} type="hidden" name={name} value={query[name]} />,
          )}
          <Field label={t('from')}>
            <Input type="date" name="from" required defaultValue={query.from ?? ''} className="h-8.5 w-38" />
          </Field>
          <Field label={t('to')}>
            <Input type="date" name="to" required defaultValue={query.to ?? ''} className="h-8.5 w-38" />
          </Field>
          <Button type="submit" size="sm">
            {t('show')}
          </Button>
        </form>
      </FilterBar>
      <FilterBar>
        <Choice
          label={t('groupBy')}
          value={query.by}
          options={USAGE_GROUPS.map((value) => ({
            value,
            label: t(`groups.${value}`),
            href: usageHref(query, { by: value }),
          }))}
        />
        <Choice
          label={t('metric')}
          value={query.show}
          options={METRICS.map((value) => ({
            value,
            label: t(`metrics.${value}`),
            href: usageHref(query, { show: value }),
          }))}
        />
        <ActiveFilters query={query} />
      </FilterBar>
    </>
  );
}

async function ActiveFilters({ query }: { query: UsageQuery }) {
  const t = await getTranslations('usage');
  const active = (['application', 'key', 'model'] as const).filter((name) => query[name] !== null);
  if (active.length === 0) return null;
  return (
    <ul aria-label={t('narrowed')} className="flex flex-wrap gap-2">
      {active.map((name) => (
        <li key={name}>
          <Link
            href={usageHref(query, { [name]: null })}
            aria-label={t('removeFilter', { name: t(name) })}
            className="inline-flex h-8.5 items-center gap-2 rounded-box border border-line bg-surface px-3 text-xs text-text no-underline hover:bg-hover"
          >
            <span className="text-quiet">{t(name)}</span>
            <code className="max-w-48 truncate">{query[name]}</code>
            <X aria-hidden className="size-3.5" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
