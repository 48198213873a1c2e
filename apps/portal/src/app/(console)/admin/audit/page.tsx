import { ListAuditSchema } from '@turnpike/contracts/management/identity';
import { listAudit } from '@turnpike/management/audit/list-audit.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuditTable } from '../../../../admin/audit-table';
import { FilterForm } from '../../../../admin/filter-form';
import { pagerOf, readFilters, type SearchParams } from '../../../../admin/read-filters';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PATH = '/admin/audit';

/** Actions worth offering while typing; any other can be typed too. */
const ACTIONS = [
  'product.update', 'product.version', 'plan.create', 'plan.version', 'model.create', 'model.update', 'model.cost', 'model.test', 'model_catalogue.edit',
  'model_catalogue.import',
  'provider.update', 'provider.credential_add', 'provider.credential_update', 'provider.credential_remove', 'provider.registration_token_create', 'provider.registration_token_revoke', 'provider.test', 'user.create', 'user.disable', 'user.set_password', 'management_key.create',
  'management_key.revoke', 'subscription.approve', 'subscription.reject', 'credit.grant', 'tenant.suspend', 'tenant.resume',
  'key.create', 'key.revoke', 'session.create',
]; // prettier-ignore

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.audit');
  return { title: t('title') };
}

export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const { actor } = await requirePlatformAdmin();
  const [t, f] = await Promise.all([getTranslations('admin.audit'), getTranslations('admin.filters')]);
  const filters = await readFilters(ListAuditSchema, searchParams);
  const { items, nextCursor } = await listAudit(managementContext(), actor, filters);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <FilterForm
        path={PATH}
        label={f('label')}
        filters={[
          {
            name: 'action',
            label: t('action'),
            value: filters.action,
            suggestions: ACTIONS,
            placeholder: 'plan.version',
          },
          { name: 'actor', label: t('actorId'), value: filters.actor, placeholder: 'usr_…' },
          { name: 'tenantId', label: t('tenantId'), value: filters.tenantId, placeholder: 'ten_…' },
          { name: 'from', label: t('from'), value: filters.from, type: 'date' },
          { name: 'to', label: t('to'), value: filters.to, type: 'date' },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState title={t('emptyTitle')}>{t('emptyText')}</EmptyState>
      ) : (
        <Card flush>
          <AuditTable entries={items} />
        </Card>
      )}
      <Pager {...pagerOf(PATH, filters, nextCursor)} />
    </>
  );
}
