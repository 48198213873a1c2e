'use client';

import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Count, Duration, Money } from '../ui/figures';
import type { Answer } from './conversation';

/** What an answer took: tokens as the stream reported them, the charge as it is recorded, and where the whole call is. */
export function AnswerFacts({ answer }: { answer: Answer }) {
  const t = useTranslations('playground');
  const { receipt, requestId, durationMs } = answer;
  const input = answer.promptTokens ?? receipt?.inputTokens ?? null;
  const output = answer.completionTokens ?? receipt?.outputTokens ?? null;
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-1 rounded-box bg-surface px-3 py-2 text-xs">
      {input !== null && <Fact name={t('facts.input')} value={<Count value={input} unit={t('facts.tokens')} />} />}
      {output !== null && <Fact name={t('facts.output')} value={<Count value={output} unit={t('facts.tokens')} />} />}
      {(receipt !== null || answer.state !== 'failed') && (
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

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-quiet">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
