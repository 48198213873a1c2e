'use client';

import { useTranslations } from 'next-intl';
import { Count } from '../../ui/figures';
import { Table, Td, Th, Tr } from '../../ui/table';
import { type Embedding, similarity } from './vectors';

/** Each text with its vector's length, and beside it how near it is to every other: the nearer, the deeper. */
export function EmbeddingsTable({ texts, embeddings }: { texts: readonly string[]; embeddings: readonly Embedding[] }) {
  const t = useTranslations('playground.embeddings');
  const dimensions = embeddings[0]?.values.length ?? 0;
  return (
    <div className="grid grid-cols-1 gap-3">
      <p className="text-xs text-quiet">
        <Count value={embeddings.length} unit={t('vectors')} />
        {' · '}
        <Count value={dimensions} unit={t('dimensionsEach')} />
      </p>
      <Table label={t('matrix')} className="rounded-box border border-line">
        <thead>
          <tr>
            <Th numeric>#</Th>
            <Th>{t('text')}</Th>
            <Th numeric>{t('norm')}</Th>
            {embeddings.map((_, column) => (
              <Th key={column} numeric>
                {column + 1}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {embeddings.map((embedding, row) => (
            <Tr key={row}>
              <Td numeric>{row + 1}</Td>
              <Td>
                <span className="block max-w-56 min-w-32 truncate" title={texts[row]}>
                  {texts[row]}
                </span>
              </Td>
              <Td numeric>{embedding.norm.toFixed(4)}</Td>
              {embeddings.map((other, column) => (
                <Similarity key={column} value={similarity(embedding, other)} />
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
      <p className="text-xs text-quiet">{t('matrixHint')}</p>
    </div>
  );
}

/** At most this much of the colour lies behind a figure: it must stay legible. */
const DEEPEST_PERCENT = 45;

function Similarity({ value }: { value: number }) {
  const depth = Math.round(Math.max(0, value) * DEEPEST_PERCENT);
  return (
    <Td numeric style={{ background: `color-mix(in srgb, var(--lane) ${depth}%, transparent)` }}>
      {value.toFixed(3)}
    </Td>
  );
}
