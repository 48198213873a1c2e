'use client';

import { useTranslations } from 'next-intl';
import { CopyButton } from './copy-button';

/** A secret that is shown this once: whole, selectable, to copy. */
export function Secret({ value, label, onCopied }: { value: string; label: string; onCopied?: () => void }) {
  const t = useTranslations('ui');
  return (
    <div className="flex items-center gap-2 rounded-box border border-lane-text bg-lane-soft p-2 pl-3">
      <code aria-label={label} className="min-w-0 flex-1 text-xs break-all select-all">
        {value}
      </code>
      <CopyButton text={value} label={t('copy')} visible {...(onCopied === undefined ? {} : { onCopied })} />
    </div>
  );
}
