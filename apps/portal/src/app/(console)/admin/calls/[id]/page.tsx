import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { CallDetail } from '../../../../../calls/call-detail';
import { loadAnyCall } from '../../../../../calls/load-call';
import { requirePlatformAdmin } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('calls');
  return { title: t('call') };
}

export default async function AdminCallPage({ params }: { params: Promise<{ id: string }> }) {
  const [session, { id }, t] = await Promise.all([requirePlatformAdmin(), params, getTranslations('calls')]);
  const call = await loadAnyCall(session, id);
  return (
    <>
      <PageHeader title={t('call')} above={<Link href="/admin/calls">{t('back')}</Link>} />
      <CallDetail call={call} isPlatform />
    </>
  );
}
