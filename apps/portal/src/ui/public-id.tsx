'use client';

import { useTranslations } from 'next-intl';
import { cn } from './cn';
import { CopyButton } from './copy-button';

/** A public id: recognisable, to copy whole. */
export function PublicId({ id, short = false, className }: { id: string; short?: boolean; className?: string }) {
  const t = useTranslations('ui');
  return (
    <span className={cn('inline-flex max-w-full items-center gap-1', className)}>
      <code className="min-w-0 truncate text-xs" title={id}>
        {short ? `${id.slice(0, 4)}…${id.slice(-6)}` : id}
      </code>
      <CopyButton text={id} label={t('copyId')} />
    </span>
  );
}
