'use client';

import { useTranslations } from 'next-intl';
import type { Ranked } from './read-ranking';

/** Documents, the most relevant first, each with its score as a bar from zero and as a figure. */
export function RankingList({ documents, ranking }: { documents: readonly string[]; ranking: readonly Ranked[] }) {
  const t = useTranslations('playground.rerank');
  return (
    <ol className="grid grid-cols-1 gap-3" aria-label={t('ranking')}>
      {ranking.map(({ index, score }, place) => (
        <li key={index} className="grid grid-cols-[1.5rem_minmax(0,1fr)_4rem] items-start gap-x-3">
          <span className="text-right font-mono text-xs text-quiet tabular-nums">{place + 1}</span>
          <span className="min-w-0">
            <span className="block break-words">{documents[index]}</span>
            <span aria-hidden className="mt-1 block h-1.5 rounded-badge bg-surface">
              <span
                className="block h-full rounded-badge bg-chart-1"
                style={{ width: `${Math.min(1, Math.max(0, score)) * 100}%` }}
              />
            </span>
          </span>
          <span className="text-right font-mono text-xs tabular-nums" title={String(score)}>
            {score.toFixed(4)}
          </span>
        </li>
      ))}
    </ol>
  );
}
