import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { RoleForm } from '../../../../../roles/role-form';
import { requireTenant } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('roles.form'))('createTitle') };
}

/** A role of single permissions. */
export default async function NewRolePage() {
  const [{ tenant }, t] = await Promise.all([requireTenant(), getTranslations('roles')]);
  return (
    <>
      <PageHeader
        above={<Link href="/org/roles">{t('detail.back')}</Link>}
        title={t('form.createTitle')}
        lead={t('form.createLead')}
      />
      <RoleForm role={null} mine={tenant.permissions} />
    </>
  );
}
