import type { ShadowSummaryView } from '@turnpike/contracts/management/shadows';
import { useTranslations } from 'next-intl';
import { Count, Duration, Percent } from '../ui/figures';
import { Table, Td, Th, Tr } from '../ui/table';

/** A week of shadows in figures: a row for each model and shadow, the answers given above, the shadow's below. */
export function ShadowSummaryTable({ summaries }: { summaries: readonly ShadowSummaryView[] }) {
  const t = useTranslations('shadows');
  return (
    <Table label={t('summary')}>
      <thead>
        <tr>
          <Th>{t('model')}</Th>
          <Th numeric>{t('compared')}</Th>
          <Th numeric>{t('sameStatus')}</Th>
          <Th numeric>{t('sameFinish')}</Th>
          <Th numeric>{t('similarity')}</Th>
          <Th numeric>{t('median')}</Th>
          <Th numeric>{t('p95')}</Th>
          <Th numeric>{t('tokens')}</Th>
        </tr>
      </thead>
      <tbody>
        {summaries.map((summary) => (
          <Tr key={`${summary.model} ${summary.shadowTargetId}`}>
            <Td>
              <code className="text-xs">{summary.model}</code>
              <span className="block text-2xs text-quiet">
                {t('shadowOf', { name: `${summary.shadowProvider} ${summary.shadowUpstreamModel}` })}
              </span>
            </Td>
            <Td numeric>
              <Count value={summary.count} />
              <span className="block text-2xs text-quiet">{t('failed', { count: summary.failed })}</span>
            </Td>
            <Td numeric>{share(summary.sameStatusPercent)}</Td>
            <Td numeric>{share(summary.sameFinishPercent)}</Td>
            <Td numeric>{summary.similarity === null ? '–' : summary.similarity.toFixed(2)}</Td>
            <Td numeric>{both(summary.durationMs?.p50, summary.shadowDurationMs?.p50)}</Td>
            <Td numeric>{both(summary.durationMs?.p95, summary.shadowDurationMs?.p95)}</Td>
            <Td numeric>
              <Count value={summary.outputTokens} />
              <span className="block text-quiet">
                <Count value={summary.shadowOutputTokens} />
              </span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function share(percent: number | null) {
  return percent === null ? '–' : <Percent share={percent / 100} />;
}

function both(given: number | undefined, shadow: number | undefined) {
  return (
    <>
      {given === undefined ? '–' : <Duration ms={given} />}
      <span className="block text-quiet">{shadow === undefined ? '–' : <Duration ms={shadow} />}</span>
    </>
  );
}
