'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../ui/button';

/** Keeps what is at that address within the page as a file. */
export function DownloadButton({ url, name }: { url: string; name: string }) {
  const t = useTranslations('playground');
  return (
    <Button asChild size="sm">
      <a href={url} download={name} aria-label={t('downloadFile', { name })}>
        <Download aria-hidden />
        {t('download')}
      </a>
    </Button>
  );
}
