import type { ApplicationView } from '@turnpike/contracts/management/applications';
import { getApplication } from '@turnpike/management/applications/get-application.use-case';
import { listSubscriptions } from '@turnpike/management/subscriptions/list-subscriptions.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { ApplicationDialog } from '../../../../../applications/application-dialog';
import { ApplicationKeys } from '../../../../../applications/application-keys';
import { ArchiveApplication } from '../../../../../applications/archive-application';
import { OwnLimitsCard } from '../../../../../limits/own-limits-card';
import { managementContext } from '../../../../../server/management';
import { found } from '../../../../../server/found';
import { requireTenant, type TenantSession } from '../../../../../server/session';
import { SubscriptionTable } from '../../../../../subscriptions/subscription-table';
import { Badge } from '../../../../../ui/badge';
import { LinkButton } from '../../../../../ui/button';
import { Card } from '../../../../../ui/card';
import { EmptyState } from '../../../../../ui/empty-state';
import { Facts } from '../../../../../ui/facts';
import { Instant } from '../../../../../ui/instant';
import { PageHeader } from '../../../../../ui/page-header';
import { PublicId } from '../../../../../ui/public-id';

const SHOWN = 50;

type Params = Promise<{ id: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('subscriptions'))('application') };
}

/** One application: what it is, what it may call, and with which keys. */
export default async function ApplicationPage({ params }: { params: Params }) {
  const session = await requireTenant();
  const { id: applicationId } = await params;
  const application = await found(getApplication(managementContext(), session.actor, { applicationId }));
  const t = await getTranslations('subscriptions');
  const open = application.archivedAt === null;
  const may = open && session.tenant.permissions.includes('application:write');
  return (
    <>
      <PageHeader
        above={<Link href="/app/applications">{t('applications')}</Link>}
        title={application.name}
        {...(application.description === '' ? {} : { lead: application.description })}
        {...(may ? { actions: <ApplicationDialog application={application} /> } : {})}
      />
      <div className="grid grid-cols-1 gap-6">
        <Card>
          <Facts
            columns={2}
            facts={[
              [t('state'), <ApplicationState key="state" application={application} />],
              [t('id'), <PublicId key="id" id={application.id} short />],
              [t('created'), <Instant key="created" iso={application.createdAt} />],
              [
                t('usage'),
                <Link key="usage" href={`/app/usage?application=${application.id}`}>
                  {t('seeUsage')}
                </Link>,
              ],
            ]}
          />
        </Card>
        <Subscriptions session={session} application={application} />
        <ApplicationKeys session={session} application={application} />
        <OwnLimitsCard session={session} owner={{ applicationId: application.id }} over={!open} />
        {may && (
          <Card title={t('archiveCard')} lead={t('archiveLead')}>
            <ArchiveApplication application={application} />
          </Card>
        )}
      </div>
    </>
  );
}

async function ApplicationState({ application }: { application: ApplicationView }) {
  const t = await getTranslations('subscriptions');
  if (application.archivedAt === null) return <Badge tone="live">{t('inUse')}</Badge>;
  return (
    <span className="inline-flex items-center gap-2">
      <Badge tone="stopped">{t('archived')}</Badge>
      <Instant iso={application.archivedAt} />
    </span>
  );
}

interface PartProps {
  session: TenantSession;
  application: ApplicationView;
}

async function Subscriptions({ session, application }: PartProps) {
  const t = await getTranslations('subscriptions');
  const { items } = await listSubscriptions(managementContext(), session.actor, {
    applicationId: application.id,
    limit: SHOWN,
  });
  if (items.length === 0) {
    return (
      <EmptyState title={t('noneOfApplication')} action={<LinkButton href="/catalog">{t('toCatalogue')}</LinkButton>}>
        {t('noneOfApplicationLead')}
      </EmptyState>
    );
  }
  return (
    <Card
      title={t('title')}
      actions={
        <LinkButton href="/catalog" size="sm">
          {t('toCatalogue')}
        </LinkButton>
      }
      flush
    >
      <SubscriptionTable subscriptions={items} ofApplication />
    </Card>
  );
}
