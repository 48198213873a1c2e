import type { TenantSummaryView } from '@turnpike/contracts/management/tenants';
import { parseId } from '@turnpike/domain/ids';
import { listTenantSummaries } from '@turnpike/management/tenants/list-tenant-summaries.use-case';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { managementContext } from '../server/management';
import { requirePlatformAdmin } from '../server/session';

/** The tenant with its sums, or the page for what isn't there. Asked once per request. */
export const loadTenant = cache(async (id: string): Promise<TenantSummaryView> => {
  const { actor } = await requirePlatformAdmin();
  if (parseId('tenant', id) === null) notFound();
  const { items } = await listTenantSummaries(managementContext(), actor, { q: id, limit: 1 });
  return items[0] ?? notFound();
});
