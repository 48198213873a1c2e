import type { CallView } from '@turnpike/contracts/management/calls';
import { getTranslations } from 'next-intl/server';
import { Duration } from '../ui/figures';

/** The stages in the order a call passes them; the store keeps their times without an order. */
const STAGES = [
  'receive', 'authenticate', 'authorize', 'read', 'guard', 'admit', 'lookup', 'route', 'dispatch', 'relay', 'meter', 'settle', 'record',
] as const; // prettier-ignore

type Stage = (typeof STAGES)[number];

/** The provider's time, the answer's way back, and ours: what a reader wants to tell apart. */
const HUE: Partial<Record<Stage, string>> = { dispatch: 'var(--chart-1)', relay: 'var(--chart-5)', admit: 'var(--chart-2)', settle: 'var(--chart-3)' }; // prettier-ignore
const OWN = 'var(--chart-rest)';
const US_PER_MS = 1000;

interface Segment {
  stage: Stage;
  us: number;
  /** Of the whole, 0 to 1. */
  from: number;
  share: number;
}

/** One horizontal line of a call's stages, to scale. */
export async function Timeline({ call }: { call: CallView }) {
  const t = await getTranslations('calls');
  const segments = segmentsOf(call.stages ?? {});
  const totalUs = segments.reduce((sum, { us }) => sum + us, 0);
  if (totalUs === 0) return <p className="text-quiet">{t('noTimeline')}</p>;
  return (
    <div className="grid grid-cols-1 gap-3">
      <svg role="img" aria-label={t('timelineLabel')} className="h-7 w-full overflow-visible">
        {segments.map(({ stage, us, from, share }) => (
          // A stage too short to see is still there: a pixel wide.
          <rect
            key={stage}
            x={percent(from)}
            y="2"
            width={percent(share)}
            height="20"
            fill={HUE[stage] ?? OWN}
            style={{ width: `max(${percent(share)}, 1px)` }}
          >
            <title>{`${t(`stages.${stage}`)}: ${us / US_PER_MS} ms`}</title>
          </rect>
        ))}
        <line x1="0" x2="100%" y1="25" y2="25" stroke="var(--line-strong)" />
        {call.firstByteUs !== null && call.firstByteUs <= totalUs && (
          <line
            x1={percent(call.firstByteUs / totalUs)}
            x2={percent(call.firstByteUs / totalUs)}
            y1="-2"
            y2="27"
            stroke="var(--text)"
            strokeDasharray="2 2"
          />
        )}
      </svg>
      <ol className="grid gap-x-8 sm:grid-cols-2">
        {segments.map(({ stage, us, share }) => (
          <li key={stage} className="flex items-center gap-2 border-b border-line py-1.5 text-xs">
            <span aria-hidden className="size-2.5 rounded-badge" style={{ background: HUE[stage] ?? OWN }} />
            <span className="flex-1">{t(`stages.${stage}`)}</span>
            <span className="font-mono text-quiet tabular-nums">{(share * 100).toFixed(1)} %</span>
            <span className="w-20 text-right">
              <Duration ms={us / US_PER_MS} />
            </span>
          </li>
        ))}
      </ol>
      <dl className="flex flex-wrap gap-x-8 gap-y-1 text-xs">
        <Figure label={t('total')} ms={call.durationMs} />
        {call.firstByteUs !== null && <Figure label={t('firstByte')} ms={call.firstByteUs / US_PER_MS} />}
        {call.overheadUs !== null && <Figure label={t('overhead')} ms={call.overheadUs / US_PER_MS} />}
      </dl>
    </div>
  );
}

function Figure({ label, ms }: { label: string; ms: number }) {
  return (
    <div className="flex gap-2">
      <dt className="text-quiet">{label}</dt>
      <dd>
        <Duration ms={ms} />
      </dd>
    </div>
  );
}

function segmentsOf(stages: Record<string, number>): Segment[] {
  const timed = STAGES.map((stage) => ({ stage, us: stages[stage] ?? 0 })).filter(({ us: spent }) => spent > 0);
  const totalUs = timed.reduce((sum, { us: spent }) => sum + spent, 0);
  let before = 0;
  return timed.map(({ stage, us: spent }) => {
    const segment = { stage, us: spent, from: before / totalUs, share: spent / totalUs };
    before += spent;
    return segment;
  });
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
