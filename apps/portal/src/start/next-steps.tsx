'use client';

import { useTranslations } from 'next-intl';
import Link from 'next/link';

const LINKS = [
  { name: 'playground', href: '/app/playground' },
  { name: 'usage', href: '/app/usage' },
  { name: 'sandbox', href: '/app/sandbox' },
] as const;

/** Where the road leads after the first call. */
export function NextSteps({ canPay }: { canPay: boolean }) {
  const t = useTranslations('start');
  const first = canPay ? { name: 'live', href: '/app/keys' } : { name: 'topUp', href: '/app/billing' };
  return (
    <section aria-label={t('next.title')} className="mt-10 max-w-3xl">
      <h2 className="mb-3 text-md">{t('next.title')}</h2>
      <ul className="grid gap-px overflow-hidden rounded-box border border-line bg-line sm:grid-cols-2">
        {[first as { name: 'live' | 'topUp'; href: string }, ...LINKS].map(({ name, href }) => (
          <li key={name} className="relative bg-page p-4 hover:bg-hover">
            <Link href={href} className="font-[600] text-text no-underline after:absolute after:inset-0">
              {t(`next.${name}`)}
            </Link>
            <p className="text-xs text-quiet">{t(`next.${name}Lead`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
