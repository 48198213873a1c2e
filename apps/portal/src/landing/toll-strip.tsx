'use client';

import { useQuery } from '@tanstack/react-query';
import type { ShowcaseCallView, ShowcaseView } from '@turnpike/contracts/management/catalogue';
import { useTranslations } from 'next-intl';
import { shortCode } from '../brand/short-code';
import { amountText, countText } from '../ui/amount-text';
import { askPortal } from '../ui/ask-portal';
import { Instant } from '../ui/instant';

const POLL_MS = 4_000;

/** Calls as they pass the toll. Real ones, made with test keys of an organisation that lets them be seen. */
export function TollStrip({ first }: { first: ShowcaseView }) {
  const t = useTranslations('site');
  const { data } = useQuery({
    queryKey: ['showcase'],
    queryFn: ({ signal }) => askPortal<ShowcaseView>('/showcase', signal),
    initialData: first,
    refetchInterval: POLL_MS,
  });
  return (
    <section aria-labelledby="toll" className="min-w-0 overflow-hidden rounded-box bg-road text-on-road">
      <div className="flex items-baseline justify-between gap-4 border-b border-on-road/15 px-4 py-3">
        <h2 id="toll" className="text-md">
          {t('toll')}
        </h2>
        <span className="flex items-center gap-1.5 text-2xs text-on-road-quiet">
          <span aria-hidden className="size-1.5 rounded-full bg-lane" />
          {t('tollLive')}
        </span>
      </div>
      <ol className="relative">
        <span aria-hidden className="absolute inset-y-0 left-7 border-l-2 border-dashed border-lane/60" />
        {data.calls.map((call) => (
          <TollCall key={`${call.at} ${call.model} ${call.durationMs}`} call={call} />
        ))}
      </ol>
      <p className="border-t border-on-road/15 px-4 py-3 text-2xs text-on-road-quiet">{t('tollNote')}</p>
    </section>
  );
}

function TollCall({ call }: { call: ShowcaseCallView }) {
  const t = useTranslations('site');
  return (
    <li className="relative grid grid-cols-[2rem_minmax(0,1fr)_auto] items-center gap-x-3 px-3 py-2">
      <span
        aria-hidden
        className="grid size-8 place-items-center rounded-full border-2 border-lane bg-road text-2xs font-[700]"
      >
        {shortCode(call.model)}
      </span>
      <span className="min-w-0">
        <code className="block truncate text-xs">{call.model}</code>
        <span className="block text-2xs text-on-road-quiet">
          {t('tollTokens', { input: countText(call.inputTokens), output: countText(call.outputTokens) })}
        </span>
      </span>
      <span className="text-right font-mono text-xs tabular-nums">
        {call.charge === null ? (
          <span className="text-on-road-quiet">{t('tollFree')}</span>
        ) : (
          <span className="text-lane">
            {amountText(call.charge)} <span className="text-on-road-quiet">{call.currency}</span>
          </span>
        )}
        <span className="block text-2xs text-on-road-quiet">
          {t('tollMs', { ms: call.durationMs })}
          <span className="hidden sm:inline">
            {' · '}
            <Instant iso={call.at} />
          </span>
        </span>
      </span>
    </li>
  );
}
