import { listAccessPolicies } from '@turnpike/management/access-policies/list-access-policies.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PolicyList } from '../../../../access/policy-list';
import { readOptions } from '../../../../access/policy-options';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { PageHeader } from '../../../../ui/page-header';

/** As many as there can be. */
const MOST = 200;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('access.policies'))('title') };
}

/** The policies that bind every organisation. */
export default async function PlatformPoliciesPage() {
  const { actor } = await requirePlatformAdmin();
  const [{ items }, options, t] = await Promise.all([
    listAccessPolicies(managementContext(), actor, { tenantId: null, limit: MOST }),
    readOptions(null),
    getTranslations('access.policies'),
  ]);
  return (
    <>
      <PageHeader title={t('title')} lead={t('leadPlatform')} />
      <PolicyList scope="platform" policies={items} options={options} mayWrite />
    </>
  );
}
