import type { JobView } from '@turnpike/contracts/management/jobs';
import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '../ui/badge';

const TONES: Readonly<Record<JobView['state'], Tone>> = {
  queued: 'quiet',
  running: 'pending',
  completed: 'live',
  failed: 'stopped',
  cancelled: 'quiet',
};

/** Where a job stands; one that is being stopped says so. */
export function JobStateBadge({ job: { state, cancelRequestedAt } }: { job: JobView }) {
  const t = useTranslations('jobs');
  const isStopping = state === 'running' && cancelRequestedAt !== null;
  return <Badge tone={TONES[state]}>{t(`states.${isStopping ? 'cancelling' : state}`)}</Badge>;
}
