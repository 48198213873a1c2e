import { getTranslations } from 'next-intl/server';
import type { TenantSession } from '../server/session';
import { EmptyState } from '../ui/empty-state';
import { PageHeader } from '../ui/page-header';

/** The page for a role that doesn't see webhooks: why, and whom to ask. */
export async function WebhooksClosed({ session }: { session: TenantSession }) {
  const t = await getTranslations('webhooks');
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <EmptyState title={t('notYours')}>{t('notYoursLead', { tenant: session.tenant.name })}</EmptyState>
    </>
  );
}
