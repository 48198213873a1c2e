import type { JobView } from '@turnpike/contracts/management/jobs';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { durationText } from '../ui/amount-text';
import { cn } from '../ui/cn';
import { Instant } from '../ui/instant';

interface Step {
  label: string;
  /** Null for what is going on now. */
  at: string | null;
  note?: string | undefined;
  mark: string;
}

type Translate = Awaited<ReturnType<typeof getTranslations<'jobs'>>>;

const DONE = 'bg-text';
const NOW = 'border-2 border-attention bg-page';
const MARKS: Readonly<Record<JobView['state'], string>> = {
  queued: NOW,
  running: NOW,
  completed: 'bg-live',
  failed: 'rounded-none bg-stopped',
  cancelled: 'bg-quiet',
};

/** A job from its request to its end, and until when its result is kept. */
export async function JobTimeline({ job }: { job: JobView }) {
  const t = await getTranslations('jobs');
  const steps = [...stepsOf(job, t), ...expiryOf(job, t)];
  return (
    <ol className="relative grid grid-cols-1 gap-4 border-l border-line pl-5">
      {steps.map(({ label, at, note, mark }) => (
        <li key={label} className="relative flex flex-wrap items-baseline gap-x-3">
          <span aria-hidden className={cn('absolute top-1.5 -left-[1.53rem] size-2 rounded-full', mark)} />
          <span className="font-[600]">{label}</span>
          {at !== null && <Moment iso={at} />}
          {note !== undefined && <span className="text-xs text-quiet">{note}</span>}
        </li>
      ))}
    </ol>
  );
}

function Moment({ iso }: { iso: string }): ReactNode {
  return (
    <span className="text-xs text-quiet">
      <Instant iso={iso} show="date" /> <Instant iso={iso} show="time" />
    </span>
  );
}

function stepsOf(job: JobView, t: Translate): Step[] {
  const { state, createdAt, startedAt, finishedAt, cancelRequestedAt, attempt } = job;
  const steps: Step[] = [{ label: t('timeline.created'), at: createdAt, mark: DONE }];
  if (startedAt !== null) {
    const note = [t('timeline.waited', { time: between(createdAt, startedAt) })];
    if (attempt > 1) note.push(t('timeline.run', { attempt }));
    steps.push({ label: t('timeline.started'), at: startedAt, note: note.join(' · '), mark: DONE });
  }
  if (state === 'running' && cancelRequestedAt !== null)
    steps.push({ label: t('timeline.cancelRequested'), at: cancelRequestedAt, mark: NOW });
  else if (state === 'running') steps.push({ label: t('timeline.running'), at: null, mark: NOW });
  else if (state === 'queued')
    steps.push({ label: t(attempt === 0 ? 'timeline.queued' : 'timeline.retry'), at: null, mark: NOW });
  else {
    const note = startedAt === null || finishedAt === null ? undefined : t('timeline.ran', { time: between(startedAt, finishedAt) });
    steps.push({ label: t(`timeline.${state}`), at: finishedAt, note, mark: MARKS[state] });
  } // prettier-ignore
  return steps;
}

function expiryOf({ state, expiresAt }: JobView, t: Translate): Step[] {
  if (expiresAt === null || state !== 'completed') return [];
  const isGone = Date.parse(expiresAt) <= Date.now();
  return [{ label: t(isGone ? 'timeline.expired' : 'timeline.kept'), at: expiresAt, mark: isGone ? DONE : 'bg-line-strong' }]; // prettier-ignore
}

function between(from: string, to: string): string {
  const { value, unit } = durationText(Math.max(0, Date.parse(to) - Date.parse(from)));
  return `${value} ${unit}`;
}
