'use client';

import { useTranslations } from 'next-intl';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy-button';

/** A page that failed in a way nobody foresaw. The digest is the one in the server's log. */
export function PageFailed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('ui');
  const reference = error.digest ?? t('none');
  return (
    <section role="alert" className="mx-auto max-w-6xl py-12">
      <h1 className="text-xl">{t('pageFailed')}</h1>
      <p className="mt-3 max-w-prose text-md text-quiet">{t('pageFailedLead')}</p>
      <p className="mt-3 flex items-center gap-1 text-xs">
        {t('reference')}{' '}
        <code className="rounded-badge border border-line bg-surface px-2 py-0.5 select-all">{reference}</code>
        <CopyButton text={reference} label={t('copy')} />
      </p>
      <Button variant="primary" className="mt-6" onClick={reset}>
        {t('reload')}
      </Button>
    </section>
  );
}
