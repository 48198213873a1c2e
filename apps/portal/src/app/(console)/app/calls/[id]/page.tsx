import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { CallDetail } from '../../../../../calls/call-detail';
import { loadTenantCall } from '../../../../../calls/load-call';
import { requireTenant } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

interface CallPageProps {
  params: Promise<{ id: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('calls');
  return { title: t('call') };
}

export default async function CallPage({ params }: CallPageProps) {
  const [session, { id }, t] = await Promise.all([requireTenant(), params, getTranslations('calls')]);
  const call = await loadTenantCall(session, id);
  return (
    <>
      <PageHeader title={t('call')} above={<Link href="/app/calls">{t('back')}</Link>} />
      <CallDetail call={call} />
    </>
  );
}
