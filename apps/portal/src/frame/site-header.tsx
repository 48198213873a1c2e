import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { Shield } from '../brand/shield';
import { LinkButton } from '../ui/button';

/** The public pages' header: who we are, what there is, and the way in. */
export async function SiteHeader({ name, mark, signedIn }: { name: string; mark: string; signedIn: boolean }) {
  const t = await getTranslations('console');
  const link = 'inline-flex h-9 items-center px-2 font-[550] text-text no-underline hover:underline';
  return (
    <header className="border-b border-line">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 sm:px-6">
        <Link href="/" className="flex min-w-0 items-center gap-2 text-text no-underline">
          <Shield code={mark} own />
          <span className="truncate text-lg leading-none font-[650] tracking-tight">{name}</span>
        </Link>
        <nav
          aria-label={t('siteNav')}
          className="order-last -mx-2 flex w-full flex-wrap sm:order-none sm:mx-2 sm:w-auto"
        >
          <Link href="/catalog" className={link}>
            {t('catalogue')}
          </Link>
          <Link href="/pricing" className={link}>
            {t('pricing')}
          </Link>
          {/* Not a Link: the gateway answers this path, and there is nothing to prefetch. */}
          <a href="/docs" className={link}>
            {t('apiReference')}
          </a>
        </nav>
        <div className="ml-auto flex items-center gap-2">
          {signedIn ? (
            <LinkButton href="/app/start" variant="primary">
              {t('openConsole')}
            </LinkButton>
          ) : (
            <>
              <LinkButton href="/sign-in" variant="ghost">
                {t('signIn')}
              </LinkButton>
              <LinkButton href="/sign-up" variant="primary">
                {t('signUp')}
              </LinkButton>
            </>
          )}
        </div>
      </div>
    </header>
  );
}
