import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { getCatalogueProduct } from '@turnpike/management/catalogue/get-catalogue-product.use-case';
import { getPrepaymentDue } from '@turnpike/management/subscriptions/get-prepayment-due.use-case';
import { getSubscriptionQuota } from '@turnpike/management/subscriptions/get-subscription-quota.use-case';
import { getSubscription } from '@turnpike/management/subscriptions/get-subscription.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { PlanComparison } from '../../../../../catalogue/plan-comparison';
import { found } from '../../../../../server/found';
import { managementContext } from '../../../../../server/management';
import { requireTenant, type TenantSession } from '../../../../../server/session';
import { CancelSubscription } from '../../../../../subscriptions/cancel-subscription';
import { PayButton } from '../../../../../subscriptions/pay-button';
import { QuotaCard } from '../../../../../subscriptions/quota-card';
import { SwitchPlan, WaitingSwitch } from '../../../../../subscriptions/switch-plan';
import { Timeline } from '../../../../../subscriptions/timeline';
import { StatusBadge } from '../../../../../ui/badge';
import { LinkButton } from '../../../../../ui/button';
import { Card } from '../../../../../ui/card';
import { Facts } from '../../../../../ui/facts';
import { PageHeader } from '../../../../../ui/page-header';
import { PublicId } from '../../../../../ui/public-id';

type Params = Promise<{ id: string }>;

const OPEN: ReadonlySet<SubscriptionView['status']> = new Set(['pending', 'approved', 'active', 'paused']);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('subscriptions'))('subscription') };
}

/** One subscription: how it stands, why, on which plan, and what can be done about it. */
export default async function SubscriptionPage({ params }: { params: Params }) {
  const session = await requireTenant();
  const { id: subscriptionId } = await params;
  const context = managementContext();
  const [subscription, quota, due] = await found(
    Promise.all([
      getSubscription(context, session.actor, { subscriptionId }),
      getSubscriptionQuota(context, session.actor, { subscriptionId }),
      getPrepaymentDue(context, session.actor, { subscriptionId }),
    ]),
  );
  const t = await getTranslations('subscriptions');
  const { status } = subscription;
  const may = session.tenant.permissions.includes('subscription:request');
  const mayPay = session.tenant.permissions.includes('payment:create');
  return (
    <>
      <PageHeader
        above={<Link href="/app/subscriptions">{t('title')}</Link>}
        title={
          <span className="flex flex-wrap items-center gap-3">
            {subscription.productName}
            <StatusBadge status={status} label={t(`status.${status}`)} />
          </span>
        }
        lead={t('leadOf', { application: subscription.applicationName, plan: subscription.planName })}
        actions={status === 'active' && may ? <Switch session={session} subscription={subscription} /> : undefined}
      />
      <div className="grid grid-cols-1 gap-6">
        {OPEN.has(status) && (
          <WaitingSwitch subscription={subscription} due={due.amount} mayChange={may} mayPay={mayPay} />
        )}
        <Card title={t('timeline')}>
          <Timeline subscription={subscription} />
          <NextStep subscription={subscription} due={due.amount} mayPay={mayPay} />
        </Card>
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <About subscription={subscription} />
          {(status === 'active' || status === 'paused') && <QuotaCard quota={quota} />}
        </div>
        {OPEN.has(status) && may && (
          <Card title={t('cancelCard')} lead={t('cancelLead')}>
            <CancelSubscription subscription={subscription} />
          </Card>
        )}
      </div>
    </>
  );
}

/** What to do now, where there is something to do. */
async function NextStep({
  subscription,
  due,
  mayPay,
}: {
  subscription: SubscriptionView;
  due: string | null;
  mayPay: boolean;
}) {
  const t = await getTranslations('subscriptions');
  const { id, status, currency, product, reason } = subscription;
  return (
    <div className="mt-5 grid justify-items-start gap-3 empty:hidden">
      <p className="text-quiet">{t(`explain.${status}`)}</p>
      {reason !== '' && (
        <figure className="max-w-prose border-l-2 border-lane pl-3">
          <figcaption className="text-xs text-quiet">{t('reason')}</figcaption>
          <blockquote className="break-words whitespace-pre-line">{reason}</blockquote>
        </figure>
      )}
      {status === 'approved' && due !== null && (
        <PayButton subscriptionId={id} amount={due} currency={currency} mayPay={mayPay} />
      )}
      {status === 'active' && <LinkButton href="/app/keys">{t('toKeys')}</LinkButton>}
      {(status === 'rejected' || status === 'cancelled') && (
        <LinkButton href={`/catalog/${product}`}>{t('requestAgain')}</LinkButton>
      )}
    </div>
  );
}

async function About({ subscription }: { subscription: SubscriptionView }) {
  const t = await getTranslations('subscriptions');
  const { id, product, productName, applicationId, applicationName, planName, message } = subscription;
  return (
    <Card title={t('about')}>
      <Facts
        facts={[
          [
            t('product'),
            <Link key="product" href={`/catalog/${product}`}>
              {productName}
            </Link>,
          ],
          [
            t('application'),
            <Link key="application" href={`/app/applications/${applicationId}`}>
              {applicationName}
            </Link>,
          ],
          [t('plan'), planName],
          [t('id'), <PublicId key="id" id={id} short />],
          ...(message === '' ? [] : [[t('message'), <Words key="message" text={message} />] as const]),
        ]}
      />
    </Card>
  );
}

function Words({ text }: { text: string }) {
  return <span className="block max-w-prose text-left whitespace-pre-line">{text}</span>;
}

/** Other plans of the product, where it is still on offer and has any in the same currency. */
async function Switch({ session, subscription }: { session: TenantSession; subscription: SubscriptionView }) {
  const product = await getCatalogueProduct(managementContext(), session.actor, {
    product: subscription.productId,
  }).catch(() => null);
  const alike = product?.plans.filter(({ currency }) => currency === subscription.currency) ?? [];
  const others = alike.filter(({ slug }) => slug !== subscription.plan);
  if (product === null || others.length === 0) return null;
  return (
    <SwitchPlan
      subscription={subscription}
      plans={others.map(({ slug, name }) => ({ slug, name }))}
      comparison={
        <PlanComparison plans={alike} models={product.models.map(({ name }) => name)} current={subscription.plan} />
      }
    />
  );
}
