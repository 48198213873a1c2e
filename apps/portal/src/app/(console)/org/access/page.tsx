import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CredentialsTab } from '../../../../access/credentials-tab';
import { FactorsTab } from '../../../../access/factors-tab';
import { NetworksTab } from '../../../../access/networks-tab';
import { PoliciesTab } from '../../../../access/policies-tab';
import { TokenIssuersTab } from '../../../../access/token-issuers-tab';
import { requireTenant } from '../../../../server/session';
import { LinkTabs } from '../../../../subscriptions/link-tabs';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';

/** What each tab shows; its name stands in the address. The first is shown without one. */
const TABS = {
  networks: NetworksTab,
  credentials: CredentialsTab,
  factors: FactorsTab,
  policies: PoliciesTab,
  tokens: TokenIssuersTab,
};

type Tab = keyof typeof TABS;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('access'))('title') };
}

/** From where, with what and by which rules the organisation's systems may call. */
export default async function AccessPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [session, { tab }, t] = await Promise.all([requireTenant(), searchParams, getTranslations('access')]);
  if (!session.tenant.permissions.includes('access:read')) {
    return (
      <>
        <PageHeader title={t('title')} lead={t('lead', { tenant: session.tenant.name })} />
        <EmptyState title={t('notYours')}>{t('notYoursLead', { tenant: session.tenant.name })}</EmptyState>
      </>
    );
  }
  const names = Object.keys(TABS) as Tab[];
  const here = names.find((name) => name === tab) ?? 'networks';
  const Shown = TABS[here];
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead', { tenant: session.tenant.name })} />
      <LinkTabs
        label={t('tabs.label')}
        tabs={names.map((name) => ({ href: `/org/access?tab=${name}`, text: t(`tabs.${name}`), here: name === here }))}
      />
      <Shown session={session} />
    </>
  );
}
