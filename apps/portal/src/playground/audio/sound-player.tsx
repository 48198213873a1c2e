'use client';

import { useTranslations } from 'next-intl';
import { DownloadButton } from '../call/download-button';
import { useObjectUrl } from '../call/use-object-url';

/** Sound to hear and to keep. */
export function SoundPlayer({ blob, name }: { blob: Blob; name: string }) {
  const t = useTranslations('playground.audio');
  const url = useObjectUrl(blob);
  if (url === null) return <div className="h-14" />;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <audio controls src={url} aria-label={t('player', { name })} className="max-w-full min-w-0 flex-1" />
      <DownloadButton url={url} name={name} />
    </div>
  );
}
