import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { AuthFooter, AuthHeading } from '../../../../identity/auth-heading';

const KNOWN = ['invalid_client', 'invalid_redirect_uri', 'invalid_request', 'server_error'] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('oauth.problem'))('pageTitle'), robots: { index: false } };
}

/** Where a browser ends that can't be sent back to the app it came from. */
export default async function ConsentProblemPage({
  searchParams,
}: {
  searchParams: Promise<{ error?: string | string[] }>;
}) {
  const [{ error }, t] = await Promise.all([searchParams, getTranslations('oauth.problem')]);
  const known = KNOWN.find((one) => one === error);
  // Anybody can write an address; nothing but the name of an error is repeated from it.
  const name = typeof error === 'string' && /^[a-z_]{1,60}$/.test(error) ? error : null;
  return (
    <>
      <AuthHeading title={t('title')}>{t(`lead.${known ?? 'other'}`)}</AuthHeading>
      {name !== null && (
        <p className="text-xs text-quiet">
          {t('code')} <code>{name}</code>
        </p>
      )}
      <AuthFooter>
        <Link href="/account">{t('toPortal')}</Link>
      </AuthFooter>
    </>
  );
}
