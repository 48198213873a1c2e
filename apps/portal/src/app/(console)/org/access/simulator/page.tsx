import { listKeys } from '@turnpike/management/keys/list-keys.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { AccessSimulator } from '../../../../../access/access-simulator';
import { readOptions } from '../../../../../access/policy-options';
import { managementContext } from '../../../../../server/management';
import { requireTenant } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

/** As many as one list gives; others are asked about by their application. */
const KEYS = 100;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('access.simulator'))('title') };
}

/** Whether something would be allowed, and why. */
export default async function AccessSimulatorPage() {
  const [session, t] = await Promise.all([requireTenant(), getTranslations('access.simulator')]);
  const { actor, tenant } = session;
  const [options, keys] = await Promise.all([
    readOptions(session),
    tenant.permissions.includes('key:read')
      ? listKeys(managementContext(), actor, { tenantId: tenant.id, limit: KEYS })
      : { items: [] },
  ]);
  const nameOf = new Map(options['application.id']?.map(({ value, label }) => [value, label]));
  const callers = [
    ...(options['application.id'] ?? []).map(({ value, label }) => ({
      value,
      label: t('anyKey', { application: label }),
    })),
    ...keys.items.map(({ id, name, applicationId }) => ({
      value: id,
      label: t('key', { name, application: nameOf.get(applicationId) ?? '' }),
    })),
  ];
  return (
    <>
      <PageHeader
        above={<Link href="/org/access?tab=policies">{t('back')}</Link>}
        title={t('title')}
        lead={t('lead')}
      />
      <AccessSimulator options={options} callers={callers} ownAddress={actor.ip ?? ''} />
    </>
  );
}
