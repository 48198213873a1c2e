'use client';

import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { CallFailure } from './gateway-call';

/** What the browser itself finds wrong. */
const OWN_CODES = ['unreachable', 'stream_cut', 'unreadable'] as const;

/** Why a call failed: the gateway's own words, its code, and what to do. */
export function CallFailed({ failure }: { failure: CallFailure }) {
  const t = useTranslations('playground');
  const { code } = failure;
  const own = OWN_CODES.find((one) => one === code) ?? null;
  const message = own === null ? failure.message || t('failed.unknown') : t(`failed.${own}`);
  const fix = own === null ? failure.fix : t(`failed.${own}_fix`);
  return (
    <div role="alert" className="mt-2 flex gap-3 rounded-box border border-stopped bg-stopped-soft px-3 py-2.5">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-stopped" />
      <div className="min-w-0 text-xs">
        <p className="font-[600] break-words">{message}</p>
        {fix !== '' && <p>{fix}</p>}
        <p className="mt-1 font-mono text-quiet">{failure.status === null ? code : `${failure.status} ${code}`}</p>
      </div>
    </div>
  );
}
