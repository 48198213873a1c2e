import type { CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { listSubscriptions } from '@turnpike/management/subscriptions/list-subscriptions.use-case';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { managementContext } from '../server/management';
import { currentSession, type TenantSession } from '../server/session';
import { StatusBadge } from '../ui/badge';
import { LinkButton } from '../ui/button';
import { Card } from '../ui/card';
import { SubscribePanel } from './subscribe-panel';

const READ = 200;
const OPEN: ReadonlySet<SubscriptionView['status']> = new Set(['pending', 'approved', 'active', 'paused']);

/** How one joins, said plainly, and the form to do it for whoever may. */
export async function JoinCard({ product }: { product: CatalogueProductView }) {
  const t = await getTranslations('catalogue');
  const session = await currentSession();
  return (
    <Card id="subscribe" title={t('join')} className="lg:sticky lg:top-4">
      <p className="mb-4 text-quiet">{t(`approval.${product.approval}`)}</p>
      {session === null ? (
        <Visitor slug={product.slug} />
      ) : session.tenant === null ? (
        <LinkButton href="/org/new" variant="primary">
          {t('makeOrganisation')}
        </LinkButton>
      ) : (
        <Member product={product} session={{ ...session, tenant: session.tenant }} />
      )}
    </Card>
  );
}

async function Visitor({ slug }: { slug: string }) {
  const t = await getTranslations('catalogue');
  const next = encodeURIComponent(`/catalog/${slug}`);
  return (
    <div className="grid grid-cols-1 gap-2">
      <LinkButton href={`/sign-up?next=${next}`} variant="primary">
        {t('signUp')}
      </LinkButton>
      <LinkButton href={`/sign-in?next=${next}`}>{t('signIn')}</LinkButton>
    </div>
  );
}

async function Member({ product, session }: { product: CatalogueProductView; session: TenantSession }) {
  const t = await getTranslations('catalogue');
  const { tenant, actor } = session;
  const [subscriptions, applications] = await Promise.all([
    listSubscriptions(managementContext(), actor, { tenantId: tenant.id, product: product.id, limit: READ }),
    listApplications(managementContext(), actor, { tenantId: tenant.id, archived: 'false', limit: READ }),
  ]);
  const open = subscriptions.items.filter(({ status }) => OPEN.has(status));
  const taken = new Set(open.map(({ applicationId }) => applicationId));
  const may = tenant.permissions.includes('subscription:request');
  const offered = product.lifecycle === 'published' && product.plans.length > 0;
  return (
    <div className="grid grid-cols-1 gap-5">
      {open.length > 0 && <Joined subscriptions={open} />}
      {!may && <p className="text-quiet">{t('mayNot', { tenant: tenant.name })}</p>}
      {may && !offered && <p className="text-quiet">{t('notOffered')}</p>}
      {may && offered && (
        <SubscribePanel
          product={product}
          plans={product.plans.map(({ slug, name, currency, prepayment }) => ({ slug, name, currency, prepayment }))}
          applications={applications.items.filter(({ id }) => !taken.has(id)).map(({ id, name }) => ({ id, name }))}
          mayPay={tenant.permissions.includes('payment:create')}
          newName={applications.items.length === 0 ? t('firstApplication') : ''}
        />
      )}
    </div>
  );
}

async function Joined({ subscriptions }: { subscriptions: readonly SubscriptionView[] }) {
  const t = await getTranslations('catalogue');
  const s = await getTranslations('subscriptions');
  return (
    <section aria-label={t('yours')}>
      <h3 className="mb-2 text-xs font-[600]">{t('yours')}</h3>
      <ul className="grid grid-cols-1 gap-2">
        {subscriptions.map(({ id, applicationName, planName, status }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-2 border-b border-line pb-2">
            <Link href={`/app/subscriptions/${id}`} className="min-w-0 break-words">
              {applicationName}, {planName}
            </Link>
            <StatusBadge status={status} label={s(`status.${status}`)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
