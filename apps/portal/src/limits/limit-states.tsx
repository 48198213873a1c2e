import type { LimitOverrideView, LimitState } from '@turnpike/contracts/management/limits';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '../ui/badge';
import { cn } from '../ui/cn';
import { Count, Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { stateText } from './limit-texts';

interface LimitStatesProps {
  states: readonly LimitState[];
  /** Those of the application's subscriptions. */
  overrides: readonly LimitOverrideView[];
}

/** How every limit stands: what it is, whose, where it comes from, how much is left and until when. */
export function LimitStates({ states, overrides }: LimitStatesProps) {
  const t = useTranslations('limits');
  return (
    <Table label={t('standing')}>
      <thead className="max-sm:sr-only">
        <tr>
          <Th>{t('column.limit')}</Th>
          <Th>{t('column.from')}</Th>
          <Th>{t('column.used')}</Th>
          <Th numeric>{t('column.left')}</Th>
          <Th>{t('column.resets')}</Th>
        </tr>
      </thead>
      <tbody>
        {states.map((state) => (
          <Tr
            key={`${state.level} ${state.owner.id} ${state.name} ${state.unit}`}
            className="max-sm:grid max-sm:grid-cols-2 max-sm:gap-x-4 max-sm:gap-y-2 max-sm:px-4 max-sm:py-3"
          >
            <Td className={cn(STACKED, 'max-sm:col-span-2 sm:min-w-52')}>
              <What state={state} />
            </Td>
            <Td className={cn(STACKED, 'text-xs max-sm:order-last max-sm:col-span-2 sm:min-w-44')}>
              <From
                state={state}
                override={overrides.find(({ subscriptionId }) => subscriptionId === state.owner.id)}
              />
            </Td>
            <Td className={cn(STACKED, 'max-sm:col-span-2 sm:min-w-40')}>
              <Used state={state} />
            </Td>
            <Td numeric className={cn(STACKED, 'max-sm:text-left')}>
              <Label>{t('column.left')}</Label>
              <Amount state={state} amount={state.left} />
            </Td>
            <Td className={cn(STACKED, 'text-xs')}>
              <Label>{t('column.resets')}</Label>
              {state.resetsAt === null ? (
                <span className="text-quiet">{t('noReset')}</span>
              ) : (
                <Instant iso={state.resetsAt} />
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** On a phone the cells of a row stand below each other, so that what is left needs no scrolling. */
const STACKED = 'max-sm:block max-sm:h-auto max-sm:p-0 max-sm:first:pl-0 max-sm:last:pr-0';

/** The name of its column, where that isn't above it. */
function Label({ children }: { children: ReactNode }) {
  return <span className="block font-sans text-2xs text-quiet sm:hidden">{children}</span>;
}

function What({ state }: { state: LimitState }) {
  const t = useTranslations('limits');
  const { name, kind, per, models, stop, onStoreFailure } = state;
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <code className="break-all">{name}</code>
        <Badge>{t(`kind.${kind}`)}</Badge>
        {stop === 'soft' && <Badge>{t('soft')}</Badge>}
        {per !== null && <Badge>{t(`apart.${per}`)}</Badge>}
        {onStoreFailure === 'local' && <Badge>{t('local')}</Badge>}
      </span>
      <span className="mt-0.5 block">{stateText(t, state)}</span>
      {models !== null && (
        <span className="block text-xs break-words text-quiet">{t('onlyModels', { models: models.join(', ') })}</span>
      )}
    </>
  );
}

function From({ state, override }: { state: LimitState; override: LimitOverrideView | undefined }) {
  const t = useTranslations('limits');
  const { source, level, owner } = state;
  if (source === 'override')
    return (
      <>
        <Link href={`/app/subscriptions/${owner.id}`}>{t('from.override')}</Link>
        {override !== undefined && <OverrideWhy override={override} />}
      </>
    );
  if (source === 'plan')
    return (
      <Link href={`/app/subscriptions/${owner.id}`}>
        {owner.name === null ? t('from.plan') : t('from.planNamed', { name: owner.name })}
      </Link>
    );
  const text = owner.name === null ? t(`level.${level}`) : `${t(`level.${level}`)}: ${owner.name}`;
  const href = hrefOf(state);
  return href === null ? text : <Link href={href}>{text}</Link>;
}

/** Where a limit that members set themselves is changed. */
function hrefOf({ level, owner }: LimitState): string | null {
  if (level === 'tenant') return '#limits-of-tenant';
  if (level === 'application') return '#limits-of-application';
  return level === 'key' && owner.id.startsWith('key_') ? '#limits-of-key' : null;
}

/** What the platform said of it. */
function OverrideWhy({ override }: { override: LimitOverrideView }) {
  const t = useTranslations('limits');
  return (
    <span className="mt-0.5 block text-quiet">
      “{override.reason}”
      <br />
      {override.endsAt === null ? (
        t('noEnd')
      ) : (
        <>
          {t('until')} <Instant iso={override.endsAt} show="absolute" />
        </>
      )}
    </span>
  );
}

/** A bar only where something is counted: nobody counts what passed through a rate. */
function Used({ state }: { state: LimitState }) {
  const t = useTranslations('limits');
  const { used, limit, name, per } = state;
  // What is counted for each of many is no one figure.
  if (per !== null) return <span className="text-xs text-quiet">{t(`apart.${per}`)}</span>;
  if (used === null) return <span className="text-xs text-quiet">{t('notCounted')}</span>;
  const share = shareOf(used, limit);
  const tone = share >= 1 ? 'bg-stopped' : share >= 0.8 ? 'bg-attention' : 'bg-live';
  return (
    <>
      <Amount state={state} amount={used} />
      <div
        role="meter"
        aria-label={t('usedOf', { name })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="mt-1.5 h-2 overflow-hidden rounded-badge border border-line-strong bg-surface"
      >
        <div className={`h-full ${tone}`} style={{ width: `${(share * 100).toFixed(2)}%` }} />
      </div>
    </>
  );
}

/** For drawing alone; amounts stay texts. */
function shareOf(used: string, limit: string): number {
  const [part, whole] = [Number(used), Number(limit)];
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}

function Amount({ state, amount }: { state: LimitState; amount: string }) {
  const t = useTranslations('limits');
  if (state.unit === 'money') return <Money amount={amount} currency={state.currency} className="text-xs" />;
  return <Count value={amount} unit={t(`unit.${state.unit}`)} className="text-xs" />;
}
