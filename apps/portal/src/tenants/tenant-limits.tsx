import type { LimitOverrideView } from '@turnpike/contracts/management/limits';
import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { Actor } from '@turnpike/management/actor';
import { getTenantWeight } from '@turnpike/management/limits/get-tenant-weight.use-case';
import { listLimitOverrides } from '@turnpike/management/limits/list-limit-overrides.use-case';
import { listSubscriptions } from '@turnpike/management/subscriptions/list-subscriptions.use-case';
import { getTranslations } from 'next-intl/server';
import { limitText } from '../limits/limit-texts';
import { managementContext } from '../server/management';
import { Badge } from '../ui/badge';
import { Card } from '../ui/card';
import { Instant } from '../ui/instant';
import { OverrideButtons } from './override-buttons';
import { WeightForm } from './weight-form';

const SHOWN = 100;

const OPEN: ReadonlySet<SubscriptionView['status']> = new Set(['pending', 'approved', 'active', 'paused']);

/** A tenant's share of what is short, and what holds instead of its plans' limits. */
export async function TenantLimits({ actor, tenantId }: { actor: Actor; tenantId: string }) {
  const context = managementContext();
  const [t, { weight }, subscriptions, overrides] = await Promise.all([
    getTranslations('limits.override'),
    getTenantWeight(context, actor, { tenantId }),
    listSubscriptions(context, actor, { tenantId, limit: SHOWN }),
    listLimitOverrides(context, actor, { tenantId, limit: SHOWN }),
  ]);
  const open = subscriptions.items.filter(({ status }) => OPEN.has(status));
  return (
    <Card title={t('card')} lead={t('cardLead')}>
      <WeightForm key={weight} tenantId={tenantId} weight={weight} />
      {open.length === 0 && <p className="text-quiet">{t('noSubscription')}</p>}
      <ul>
        {open.map((subscription) => (
          <OfSubscription
            key={subscription.id}
            subscription={subscription}
            override={overrides.items.find(({ subscriptionId }) => subscriptionId === subscription.id) ?? null}
          />
        ))}
      </ul>
    </Card>
  );
}

interface OfSubscriptionProps {
  subscription: SubscriptionView;
  override: LimitOverrideView | null;
}

async function OfSubscription({ subscription, override }: OfSubscriptionProps) {
  const [t, l] = await Promise.all([getTranslations('limits.override'), getTranslations('limits')]);
  const { id, productName, applicationName, planName, currency } = subscription;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-t border-line py-3 last:pb-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2">
          <span>{t('of', { application: applicationName, product: productName })}</span>
          {override === null ? (
            <Badge>{t('byPlan', { plan: planName })}</Badge>
          ) : (
            <Badge tone="pending">{t('set')}</Badge>
          )}
        </p>
        {override !== null && (
          <>
            <ul className="mt-1 text-xs">
              {override.limits.length === 0 && <li>{t('noLimits')}</li>}
              {override.limits.map((limit) => (
                <li key={limit.name}>
                  <code className="text-quiet">{limit.name}</code> {limitText(l, limit, currency)}
                </li>
              ))}
            </ul>
            <p className="mt-1 text-xs text-quiet">
              “{override.reason}”,{' '}
              {override.endsAt === null ? (
                l('noEnd')
              ) : (
                <>
                  {l('until')} <Instant iso={override.endsAt} show="absolute" />
                </>
              )}
            </p>
          </>
        )}
      </div>
      <OverrideButtons
        key={JSON.stringify(override)}
        subscriptionId={id}
        name={t('of', { application: applicationName, product: productName })}
        plan={planName}
        currency={currency}
        override={override}
      />
    </li>
  );
}
