import { CALL_OUTCOMES } from '@turnpike/contracts/management/calls';
import { X } from 'lucide-react';
import Link from 'next/link';
import { getFormatter, getTranslations } from 'next-intl/server';
import { Button, LinkButton } from '../ui/button';
import { Field } from '../ui/field';
import { Input, Select } from '../ui/input';
import { callsHref, type CallsQuery } from './calls-query';

interface CallFiltersProps {
  path: string;
  query: CallsQuery;
  /** Null for the platform, which names them by id. */
  applications: readonly { id: string; name: string }[] | null;
}

const MAIN = ['outcome', 'model', 'applicationId', 'requestId'];
const RANGE = ['from', 'to'];

/** The filters of a list of calls, as a form whose answer is an address. */
export async function CallFilters({ path, query, applications }: CallFiltersProps) {
  const t = await getTranslations('calls');
  const { text } = query;
  const isMore = Object.keys(text).some((name) => ![...MAIN, ...RANGE].includes(name));
  const input = (name: string, type = 'text') => (
    <Input name={name} type={type} defaultValue={text[name] ?? ''} autoComplete="off" spellCheck={false} />
  );
  const select = (name: string, options: readonly (readonly [value: string, label: string])[]) => (
    <Select name={name} defaultValue={text[name] ?? ''}>
      {options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </Select>
  );
  return (
    <form method="get" action={path} aria-label={t('filters')} className="mb-4 grid gap-3">
      {RANGE.map(
        (name) => text[name] !== undefined && <input key={name} type="hidden" name={name} value={text[name]} />,
      )}
      <div className="grid grid-cols-2 items-end gap-3 md:grid-cols-4 lg:grid-cols-[repeat(4,1fr)_auto]">
        <Field label={t('outcome')}>
          {select('outcome', [
            ['', t('anyOutcome')],
            ...CALL_OUTCOMES.map((one) => [one, t(`outcomes.${one}`)] as const),
          ])}
        </Field>
        <Field label={t('model')}>{input('model')}</Field>
        {applications === null ? (
          <Field label={t('tenantId')}>{input('tenantId')}</Field>
        ) : (
          <Field label={t('application')}>
            {select('applicationId', [
              ['', t('allApplications')],
              ...applications.map(({ id, name }) => [id, name] as const),
            ])}
          </Field>
        )}
        <Field label={t('requestId')}>{input('requestId')}</Field>
        <Button type="submit">{t('filter')}</Button>
      </div>
      <details open={isMore} className="rounded-box border border-line px-4 py-2 open:pb-4">
        <summary className="cursor-pointer text-xs font-[600]">{t('moreFilters')}</summary>
        <div className="mt-3 grid grid-cols-2 gap-3 md:grid-cols-4">
          {applications === null && <Field label={t('applicationId')}>{input('applicationId')}</Field>}
          <Field label={t('keyId')}>{input('keyId')}</Field>
          <Field label={t('status')}>{input('status', 'number')}</Field>
          <Field label={t('environment')}>
            {select('environment', [
              ['', t('anyEnvironment')],
              ['live', t('live')],
              ['test', t('test')],
            ])}
          </Field>
          <Field label={t('stream')}>
            {select('stream', [
              ['', t('anyStream')],
              ['true', t('streamed')],
              ['false', t('whole')],
            ])}
          </Field>
          <Field label={t('endUser')}>{input('endUser')}</Field>
          <Field label={t('minCharge')}>{input('minCharge')}</Field>
          <Field label={t('maxCharge')}>{input('maxCharge')}</Field>
        </div>
        <p className="mt-2 text-xs text-quiet">{t('walked')}</p>
      </details>
      <ActiveFilters path={path} query={query} />
    </form>
  );
}

/** The empty choice of the form is no filter: an address keeps none. */
async function ActiveFilters({ path, query }: { path: string; query: CallsQuery }) {
  const [t, format] = await Promise.all([getTranslations('calls'), getFormatter()]);
  const { from, to, ...rest } = query.text;
  const instant = (text: string | undefined) => {
    if (text === undefined) return '…';
    const date = new Date(/^\d+$/.test(text) ? Number(text) : text);
    return Number.isNaN(date.getTime()) ? text : format.dateTime(date, { dateStyle: 'medium', timeStyle: 'short' });
  };
  const chips = Object.entries(rest).map(([name, value]) => ({ names: [name], label: name, value }));
  if (from !== undefined || to !== undefined) {
    chips.unshift({ names: RANGE, label: 'range', value: t('between', { from: instant(from), to: instant(to) }) });
  }
  if (chips.length === 0) return null;
  return (
    <ul className="flex flex-wrap items-center gap-2">
      {chips.map(({ names, label, value }) => (
        <li key={label}>
          <Link
            href={callsHref(path, query, Object.fromEntries(names.map((name) => [name, null])))}
            aria-label={t('removeFilter', { name: t(label as 'model') })}
            className="inline-flex h-8 items-center gap-2 rounded-box border border-line bg-surface px-3 text-xs text-text no-underline hover:bg-hover"
          >
            <span className="text-quiet">{t(label as 'model')}</span>
            <span className="max-w-56 truncate">{value}</span>
            <X aria-hidden className="size-3.5" />
          </Link>
        </li>
      ))}
      <li>
        <LinkButton href={path} size="sm" variant="ghost">
          {t('clear')}
        </LinkButton>
      </li>
    </ul>
  );
}
