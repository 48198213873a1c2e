import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { getTranslations } from 'next-intl/server';
import { Instant } from '../ui/instant';
import { cn } from '../ui/cn';

interface Step {
  key: 'requested' | 'waitsReview' | 'waitsPayment' | 'rejected' | 'active' | 'paused' | 'cancelled';
  /** Null for what is still to come, or whose time nobody kept. */
  at: string | null;
  state: 'done' | 'waiting' | 'stopped';
}

/** What became of a subscription, as a road with its milestones. */
export async function Timeline({ subscription }: { subscription: SubscriptionView }) {
  const t = await getTranslations('subscriptions');
  const steps = stepsOf(subscription);
  return (
    <ol className="grid gap-4 sm:auto-cols-fr sm:grid-flow-col">
      {steps.map(({ key, at, state }, index) => (
        <li key={key} className="relative pl-6 sm:pt-6 sm:pl-0">
          {index < steps.length - 1 && (
            <span
              aria-hidden
              className="absolute top-5 -bottom-4 left-[5px] border-l-2 border-dashed border-line-strong sm:top-[5px] sm:right-2 sm:bottom-auto sm:left-5 sm:border-t-2 sm:border-l-0"
            />
          )}
          <span
            aria-hidden
            className={cn(
              'absolute top-1 left-0 size-3 sm:top-0',
              state === 'done' && 'rounded-full bg-live',
              state === 'waiting' && 'rounded-full border-2 border-attention bg-page',
              state === 'stopped' && 'bg-stopped',
            )}
          />
          <span className="block font-[600]">{t(`step.${key}`)}</span>
          <span className="block text-xs text-quiet">{at === null ? t('stillToCome') : <Instant iso={at} />}</span>
        </li>
      ))}
    </ol>
  );
}

function stepsOf(subscription: SubscriptionView): Step[] {
  const { status, approval, createdAt, reviewedAt, activatedAt, cancelledAt } = subscription;
  const steps: Step[] = [{ key: 'requested', at: createdAt, state: 'done' }];
  if (activatedAt !== null) steps.push({ key: 'active', at: activatedAt, state: 'done' });
  switch (status) {
    case 'pending':
      steps.push({ key: 'waitsReview', at: null, state: 'waiting' });
      break;
    case 'approved':
      steps.push({ key: approval === 'payment' ? 'waitsPayment' : 'waitsReview', at: null, state: 'waiting' });
      break;
    case 'rejected':
      steps.push({ key: 'rejected', at: reviewedAt, state: 'stopped' });
      break;
    case 'paused':
      steps.push({ key: 'paused', at: null, state: 'waiting' });
      break;
    case 'cancelled':
      steps.push({ key: 'cancelled', at: cancelledAt, state: 'stopped' });
      break;
    case 'active':
      break;
  }
  return steps;
}
