'use client';

import type { ApprovalView } from '@turnpike/contracts/management/subscriptions';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { shortCode } from '../brand/short-code';
import { Shield } from '../brand/shield';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { Count, Money } from '../ui/figures';
import { Instant } from '../ui/instant';

interface InboxItemProps {
  item: ApprovalView;
  selected: boolean;
  onSelect: () => void;
  onChoose: (decision: 'approve' | 'reject') => void;
  /** The form in which this one is being decided. */
  form: ReactNode;
}

/** One request: who, for what, in which words, and what they already use. */
export function InboxItem({ item, selected, onSelect, onChoose, form }: InboxItemProps) {
  const t = useTranslations('subscriptions');
  const { subscription, requester, tenant } = item;
  return (
    <li
      data-item
      tabIndex={-1}
      aria-label={t('approvals.itemLabel', { tenant: tenant.name, product: subscription.productName })}
      className="grid gap-3 rounded-box border border-line bg-page p-4 focus:border-lane-text focus:outline-2 focus:outline-lane-text"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <Checkbox
          checked={selected}
          onCheckedChange={onSelect}
          label={<span className="sr-only">{t('approvals.select', { tenant: tenant.name })}</span>}
        />
        <Shield code={shortCode(subscription.productName)} />
        <div className="min-w-0 flex-[1_1_16rem]">
          <h2 className="text-md">
            <Wanted item={item} />
          </h2>
          <p className="mt-0.5 text-xs text-quiet">
            {t.rich('approvals.who', {
              person: () => (requester === null ? t('approvals.nobody') : `${requester.name} (${requester.email})`),
              tenant: () => <Link href={`/admin/tenants/${tenant.id}`}>{tenant.name}</Link>,
              application: () => subscription.applicationName,
              when: () => <Instant iso={subscription.createdAt} />,
            })}
          </p>
        </div>
        <div className="flex gap-2">
          <Button size="sm" onClick={() => onChoose('reject')}>
            {t('approvals.reject')}
          </Button>
          <Button size="sm" variant="primary" onClick={() => onChoose('approve')}>
            {t('approvals.approve')}
          </Button>
        </div>
      </div>
      {subscription.message !== '' && item.kind === 'request' && (
        <blockquote className="max-w-prose border-l-2 border-lane pl-3 break-words whitespace-pre-line">
          {subscription.message}
        </blockquote>
      )}
      <Uses item={item} />
      {form}
    </li>
  );
}

function Wanted({ item: { kind, subscription } }: { item: ApprovalView }) {
  const t = useTranslations('subscriptions');
  const { productName, planName, requestedPlan } = subscription;
  return (
    <>
      {productName}{' '}
      <span className="font-[430]">
        {kind === 'plan_switch'
          ? t('approvals.switch', { from: planName, to: requestedPlan?.name ?? '' })
          : t('approvals.on', { plan: planName })}
      </span>
      {kind === 'plan_switch' && (
        <Badge tone="test" className="ml-2">
          {t('approvals.switchBadge')}
        </Badge>
      )}
    </>
  );
}

function Uses({ item: { tenant, others, othersTotal, spend30Days } }: { item: ApprovalView }) {
  const t = useTranslations('subscriptions');
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2 text-xs">
      <div>
        <dt className="text-quiet">{t('approvals.since')}</dt>
        <dd>
          <Instant iso={tenant.createdAt} show="date" />
          {tenant.status === 'suspended' && (
            <Badge tone="stopped" className="ml-2">
              {t('approvals.suspended')}
            </Badge>
          )}
        </dd>
      </div>
      <div>
        <dt className="text-quiet">{t('approvals.spend')}</dt>
        <dd>
          {spend30Days === null ? (
            t('approvals.noSpend')
          ) : (
            <>
              <Money amount={spend30Days.amount} currency={spend30Days.currency} />,{' '}
              <Count value={spend30Days.requests} unit={t('requests')} />
            </>
          )}
        </dd>
      </div>
      <div className="min-w-0">
        <dt className="text-quiet">{t('approvals.uses')}</dt>
        <dd className="break-words">
          {othersTotal === 0
            ? t('approvals.usesNothing')
            : others.map(({ product, plan, application }) => `${product}, ${plan} (${application})`).join('; ')}
          {othersTotal > others.length && ` ${t('approvals.more', { count: othersTotal - others.length })}`}
        </dd>
      </div>
    </dl>
  );
}
