import { getAuditEntry } from '@turnpike/management/audit/get-audit-entry.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuditDetailView } from '../../../../../admin/audit-detail';
import { Above } from '../../../../../admin/breadcrumb';
import { found } from '../../../../../server/found';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.audit');
  return { title: t('entry') };
}

export default async function AuditEntryPage({ params }: Props) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const [entry, t] = await Promise.all([
    found(getAuditEntry(managementContext(), actor, { auditId: id })),
    getTranslations('admin.audit'),
  ]);
  return (
    <div className="max-w-3xl">
      <PageHeader above={<Above href="/admin/audit">{t('title')}</Above>} title={<code>{entry.action}</code>} />
      <AuditDetailView entry={entry} />
    </div>
  );
}
