'use client';

import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ActionError } from '../server/action';
import { CopyButton } from './copy-button';

/** Why a form was refused, what to do, and the id under which we find it. */
export function FormError({ error }: { error: ActionError | null }) {
  const t = useTranslations('ui');
  if (error === null) return null;
  return (
    <div role="alert" className="flex gap-3 rounded-box border border-stopped bg-stopped-soft px-3 py-2.5">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-stopped" />
      <div className="min-w-0 text-xs">
        <p className="font-[600]">{error.message}</p>
        {error.fix !== '' && <p>{error.fix}</p>}
        {error.requestId !== '' && (
          <p className="mt-1 flex items-center gap-1 text-quiet">
            <span className="truncate font-mono">{error.requestId}</span>
            <CopyButton text={error.requestId} label={t('copyRequestId')} />
          </p>
        )}
      </div>
    </div>
  );
}
