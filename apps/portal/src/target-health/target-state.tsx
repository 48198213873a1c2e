/** How a target is, in a word with its shape and colour; and the order of trouble. */
import type { HealthEventView, TargetHealthView } from '@turnpike/contracts/management/routing-health';
import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '../ui/badge';
import { Instant } from '../ui/instant';

type State = TargetHealthView['state'];

/** The worst first. */
const STATES: readonly State[] = ['unhealthy', 'open', 'ejected', 'half_open', 'degraded', 'unknown', 'healthy'];

const TONES: Readonly<Record<State, Tone>> = {
  unhealthy: 'stopped', open: 'stopped', ejected: 'stopped', half_open: 'pending', degraded: 'pending', unknown: 'quiet',
  healthy: 'live',
}; // prettier-ignore

const EVENT_TONES: Readonly<Record<HealthEventView['event'], Tone>> = {
  breaker_opened: 'stopped', ejected: 'stopped', check_failed: 'stopped', breaker_half_open: 'pending',
  instance_left: 'quiet', instance_came: 'live', breaker_closed: 'live', returned: 'live', check_passed: 'live',
}; // prettier-ignore

/** Smaller is worse. */
export function rankOf({ state }: TargetHealthView): number {
  return STATES.indexOf(state);
}

export function isTroubled({ state }: TargetHealthView): boolean {
  return state !== 'healthy' && state !== 'unknown';
}

/** Whether calls go elsewhere as long as they can. */
export function isLeftAlone({ state }: TargetHealthView): boolean {
  return TONES[state] === 'stopped';
}

export function TargetState({ target }: { target: TargetHealthView }) {
  const t = useTranslations('targetHealth');
  const { state, processes, check } = target;
  const until = processes.map(({ ejectedUntil }) => ejectedUntil).reduce(latest, null);
  const note = state === 'unhealthy' ? check?.detail : null;
  return (
    <div className="grid justify-items-start gap-1">
      <span title={t(`means.${state}`)}>
        <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
      </span>
      {state === 'ejected' && until !== null && (
        <span className="text-2xs text-quiet">
          {t('until')} <Instant iso={until} show="time" />
        </span>
      )}
      {note && <span className="max-w-60 text-2xs break-words text-quiet">{note}</span>}
    </div>
  );
}

export function EventKind({ event }: Pick<HealthEventView, 'event'>) {
  const t = useTranslations('targetHealth.kinds');
  return <Badge tone={EVENT_TONES[event]}>{t(event)}</Badge>;
}

function latest(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other > one) ? other : one;
}
