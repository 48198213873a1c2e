/** Limits in words: how much, and what that will do. */
import type { Limit } from '@turnpike/contracts/limits';
import type { LimitState } from '@turnpike/contracts/management/limits';
import type { useTranslations } from 'next-intl';
import { amountText } from '../ui/amount-text';

type LimitTexts = ReturnType<typeof useTranslations<'limits'>>;

const WINDOW_SECONDS = { minute: 60, hour: 3600, day: 86_400 } as const;
const NAMED_SECONDS: Readonly<Record<number, 'second' | 'minute' | 'hour' | 'day'>> = {
  1: 'second', 60: 'minute', 3600: 'hour', 86_400: 'day',
}; // prettier-ignore

interface Amount {
  kind: Limit['kind'];
  unit: 'requests' | 'tokens' | 'money';
  /** Decimal string. */
  amount: string;
  seconds: number | null;
  period: 'day' | 'month' | null;
}

function amountOf(limit: Limit): Amount {
  switch (limit.kind) {
    case 'rate':
    case 'paced':
      return {
        kind: limit.kind,
        unit: 'requests',
        amount: String(limit.requests),
        seconds: limit.seconds,
        period: null,
      };
    case 'window': {
      const { kind, unit, window } = limit;
      return { kind, unit, amount: String(limit.limit), seconds: WINDOW_SECONDS[window], period: null };
    }
    case 'concurrency':
      return { kind: limit.kind, unit: 'requests', amount: String(limit.limit), seconds: null, period: null };
    case 'quota':
      return { kind: limit.kind, unit: limit.unit, amount: String(limit.limit), seconds: null, period: limit.period };
    case 'budget':
      return { kind: limit.kind, unit: 'money', amount: limit.amount, seconds: null, period: limit.period };
  }
}

function howMuch(t: LimitTexts, { kind, unit, amount, seconds, period }: Amount, currency: string | null): string {
  if (kind === 'concurrency') return t('what.concurrency', { count: Number(amount) });
  const each = period ?? NAMED_SECONDS[seconds ?? 1];
  const of = each === undefined ? t('span.seconds', { seconds: seconds ?? 1 }) : t(`span.${each}`);
  if (unit === 'money') return t('what.money', { amount: amountText(amount), currency: currency ?? '', span: of });
  return t(kind === 'paced' ? 'what.paced' : `what.${unit}`, { count: Number(amount), span: of });
}

/** "600,000 tokens / minute". */
export function limitText(t: LimitTexts, limit: Limit, currency: string | null): string {
  return howMuch(t, amountOf(limit), currency);
}

/** The same of one that stands. */
export function stateText(t: LimitTexts, state: LimitState): string {
  const { kind, unit, limit, seconds, period, currency } = state;
  return howMuch(t, { kind, unit, amount: limit, seconds, period }, currency);
}

/** Sentences that say what the limit will do. */
export function limitEffect(t: LimitTexts, limit: Limit, currency: string | null): string {
  const much = limitText(t, limit, currency);
  const sentences = [effectOf(t, limit, much)];
  if (limit.models !== undefined) sentences.push(t('effect.models', { models: limit.models.join(', ') }));
  if (limit.per !== undefined) sentences.push(t(`effect.per.${limit.per}`));
  if (limit.kind !== 'budget') sentences.push(t(`effect.store.${limit.onStoreFailure}`));
  return sentences.join(' ');
}

function effectOf(t: LimitTexts, limit: Limit, much: string): string {
  switch (limit.kind) {
    case 'rate':
      return t('effect.rate', { much, burst: limit.burst ?? limit.requests });
    case 'paced':
      return t('effect.paced', { much, queue: limit.queue, seconds: limit.maxWaitMs / 1000 });
    case 'window':
      return t(`effect.window.${limit.shape}`, { much });
    case 'concurrency':
      return t('effect.concurrency', { much });
    case 'quota':
      return t('effect.quota', { much });
    case 'budget':
      return t(`effect.budget.${limit.stop}`, { much, percent: limit.warnAtPercent });
  }
}
