'use client';

import { useTranslations } from 'next-intl';
import { Badge, HttpStatus } from '../ui/badge';
import { Duration } from '../ui/figures';

interface Outcome {
  ok: boolean;
  status: number | null;
  latencyMs: number;
  error: { code: string; reason: string } | null;
}

/** How a test went: whether, with which status, how fast, and if not, why not. */
export function TestOutcome({ outcome }: { outcome: Outcome }) {
  const t = useTranslations('admin.test');
  const { ok, status, latencyMs, error } = outcome;
  return (
    <div className="grid grid-cols-1 gap-1">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={ok ? 'live' : 'stopped'}>{t(ok ? 'answered' : 'failed')}</Badge>
        {status !== null && <HttpStatus status={status} />}
        <Duration ms={latencyMs} />
      </p>
      {error !== null && (
        <p className="text-xs break-words">
          {error.reason} <code className="text-quiet">{error.code}</code>
        </p>
      )}
    </div>
  );
}
