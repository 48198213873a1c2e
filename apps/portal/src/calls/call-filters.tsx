import { CALL_OUTCOMES } from '@turnpike/contracts/management/calls';
import { X } from 'lucide-react';
import Link from 'next/link';
import { getFormatter, getTranslations } from 'next-intl/server';
import { Button, LinkButton } from '../ui/button';
import { Field } from '../ui/field';
import { Input, Select } from '../ui/input';
import { callsHref, type CallsQuery } from './calls-query';

interface CallFiltersProps {
  path: `/${string}`;
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
  return (
    <form method="get" action={path} aria-label={t('filters')} className="mb-4 grid grid-cols-1 gap-3">
      {RANGE.map(
        (name) => text[name] !== undefined && <input key={name} type="hidden" name={name} value={text[name]} />,
      )}
      <div className="grid grid-cols-2 items-end gap-3 md:grid-cols-4 lg:grid-cols-[repeat(4,1fr)_auto]">
        <Field label={t('outcome')}>
          <Select name="outcome" defaultValue={text.outcome ?? ''}>
            <option value="">{t('anyOutcome')}</option>
            {CALL_OUTCOMES.map((one) => (
              <option key={one} value={one}>
                {t(`outcomes.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        <TextFilter name="model" label={t('model')} text={text} />
        {applications === null ? (
          <TextFilter name="tenantId" label={t('tenantId')} text={text} />
        ) : (
          <Field label={t('application')}>
            <Select name="applicationId" defaultValue={text.applicationId ?? ''}>
              <option value="">{t('allApplications')}</option>
              {applications.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        <TextFilter name="requestId" label={t('requestId')} text={text} />
        <Button type="submit">{t('filter')}</Button>
      </div>
      <MoreFilters text={text} isPlatform={applications === null} />
      <ActiveFilters path={path} query={query} />
    </form>
  );
}

type Text = CallsQuery['text'];

function TextFilter({ name, label, text }: { name: string; label: string; text: Text }) {
  return (
    <Field label={label}>
      <Input name={name} defaultValue={text[name] ?? ''} autoComplete="off" spellCheck={false} />
    </Field>
  );
}

/** What is asked for now and then; open when the address says so. */
async function MoreFilters({ text, isPlatform }: { text: Text; isPlatform: boolean }) {
  const t = await getTranslations('calls');
  const isOpen = Object.keys(text).some((name) => ![...MAIN, ...RANGE].includes(name));
  return (
    <details open={isOpen} className="rounded-box border border-line px-4 py-2 open:pb-4">
      <summary className="cursor-pointer text-xs font-[600]">{t('moreFilters')}</summary>
      <div className="mt-3 grid grid-cols-2 gap-3 md:grid-cols-4">
        {isPlatform && <TextFilter name="applicationId" label={t('applicationId')} text={text} />}
        <TextFilter name="keyId" label={t('keyId')} text={text} />
        <TextFilter name="status" label={t('status')} text={text} />
        <Field label={t('environment')}>
          <Select name="environment" defaultValue={text.environment ?? ''}>
            <option value="">{t(isPlatform ? 'anyEnvironment' : 'ownEnvironment')}</option>
            <option value="live">{t('live')}</option>
            <option value="test">{t('test')}</option>
          </Select>
        </Field>
        <Field label={t('stream')}>
          <Select name="stream" defaultValue={text.stream ?? ''}>
            <option value="">{t('anyStream')}</option>
            <option value="true">{t('streamed')}</option>
            <option value="false">{t('whole')}</option>
          </Select>
        </Field>
        <TextFilter name="endUser" label={t('endUser')} text={text} />
        <TextFilter name="minCharge" label={t('minCharge')} text={text} />
        <TextFilter name="maxCharge" label={t('maxCharge')} text={text} />
      </div>
      <p className="mt-2 text-xs text-quiet">{t('walked')}</p>
    </details>
  );
}

/** Each filter that is on, to take away. The form's empty choices are none. */
async function ActiveFilters({ path, query }: { path: `/${string}`; query: CallsQuery }) {
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
