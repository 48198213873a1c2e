import { getKey } from '@turnpike/management/keys/get-key.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { KeyDetail } from '../../../../../keys/key-detail';
import { found } from '../../../../../server/found';
import { managementContext } from '../../../../../server/management';
import { requireTenant } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('detail.title') };
}

export default async function KeyPage({ params }: { params: Promise<{ id: string }> }) {
  const [{ id }, session, t] = await Promise.all([params, requireTenant(), getTranslations('keys')]);
  const key = await found(getKey(managementContext(), session.actor, { keyId: id }));
  return (
    <>
      <PageHeader title={key.name} above={<Link href="/app/keys">{t('title')}</Link>} />
      <div className="max-w-3xl">
        <KeyDetail shown={key} session={session} />
      </div>
    </>
  );
}
