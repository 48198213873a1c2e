'use client';

import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Count, Duration, Money } from '../../ui/figures';
import { type Receipt, RECEIPT_UNITS } from './receipt';

interface CallFactsProps {
  call: { state: string; requestId: string | null; durationMs: number | null; receipt: Receipt | null | undefined };
  /** As the answer reported them; the receipt's count when it did not. */
  tokens?: { input: number | null; output: number | null };
}

/** What a call took, the charge as it is recorded, and where the whole call is. */
export function CallFacts({ call, tokens }: CallFactsProps) {
  const t = useTranslations('playground');
  const { receipt, requestId, durationMs, state } = call;
  const input = tokens?.input ?? positive(receipt?.inputTokens);
  const output = tokens?.output ?? positive(receipt?.outputTokens);
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-1 rounded-box bg-surface px-3 py-2 text-xs">
      {input !== null && <Fact name={t('facts.input')} value={<Count value={input} unit={t('facts.tokens')} />} />}
      {output !== null && <Fact name={t('facts.output')} value={<Count value={output} unit={t('facts.tokens')} />} />}
      {RECEIPT_UNITS.map((unit) => {
        const count = receipt?.units[unit];
        return count !== undefined && <Fact key={unit} name={t(`facts.${unit}`)} value={<Count value={count} />} />;
      })}
      {receipt?.seconds != null && (
        <Fact name={t('facts.sound')} value={<Count value={receipt.seconds} unit={t('facts.seconds')} />} />
      )}
      {(receipt !== null || state !== 'failed') && (
        <Fact
          name={t('facts.charge')}
          value={
            receipt?.charge != null ? (
              <Money amount={receipt.charge} currency={receipt.currency} />
            ) : (
              <span className="text-quiet">{t(receipt === null ? 'facts.notYet' : 'facts.counting')}</span>
            )
          }
        />
      )}
      {durationMs !== null && <Fact name={t('facts.time')} value={<Duration ms={durationMs} />} />}
      {requestId !== null && (
        <Fact
          name={t('facts.call')}
          value={
            <Link
              href={`/app/calls/${requestId}`}
              className="font-mono"
            >{`${requestId.slice(0, 8)}…${requestId.slice(-6)}`}</Link>
          }
        />
      )}
    </dl>
  );
}

/** What isn't counted in tokens has none. */
function positive(count: number | null | undefined): number | null {
  return count === undefined || count === 0 ? null : count;
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-quiet">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
