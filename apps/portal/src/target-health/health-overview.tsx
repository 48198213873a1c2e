/** All targets by model, those in trouble first, under a few figures. */
import type { RoutingHealthView, TargetHealthView } from '@turnpike/contracts/management/routing-health';
import { useTranslations } from 'next-intl';
import { Choice } from '../ui/choice';
import { EmptyState } from '../ui/empty-state';
import { Count } from '../ui/figures';
import { Stat, StatRow } from '../ui/stat';
import { isLeftAlone, isTroubled, rankOf } from './target-state';
import { TargetsTable } from './targets-table';

/** A page with more would be no page. */
const MOST_ROWS = 200;

export function HealthOverview({ targets, show }: Pick<RoutingHealthView, 'targets'> & { show: 'all' | 'troubled' }) {
  const t = useTranslations('targetHealth');
  const wanted = show === 'all' ? targets : targets.filter(isTroubled);
  const shown = wanted.toSorted((a, b) => rankOf(a) - rankOf(b) || compare(a, b)).slice(0, MOST_ROWS);
  const options = [
    { value: 'all', label: t('all'), href: '/admin/routing' },
    { value: 'troubled', label: t('troubled'), href: '/admin/routing?show=troubled' },
  ] as const;
  return (
    <div className="grid grid-cols-1 gap-6">
      <HealthFigures targets={targets} />
      <Choice label={t('filter')} options={options} value={show} />
      {shown.length === 0 ? (
        <EmptyState title={t('allWell')}>{t('allWellLead')}</EmptyState>
      ) : (
        <TargetsTable targets={shown} />
      )}
      {wanted.length > shown.length && (
        <p className="text-xs text-quiet">{t('more', { count: wanted.length - shown.length })}</p>
      )}
    </div>
  );
}

function HealthFigures({ targets }: Pick<RoutingHealthView, 'targets'>) {
  const t = useTranslations('targetHealth');
  const leftAlone = targets.filter(isLeftAlone).length;
  const inFlight = targets.reduce(
    (sum, { processes }) => processes.reduce((total, process) => total + process.inFlight, sum),
    0,
  );
  return (
    <StatRow>
      <Stat label={t('places')} value={<Count value={targets.length} />} />
      <Stat label={t('serving')} value={<Count value={targets.length - leftAlone} />} />
      <Stat
        label={t('leftAlone')}
        value={<Count value={leftAlone} {...(leftAlone > 0 ? { className: 'text-stopped' } : {})} />}
      />
      <Stat label={t('inFlightNow')} value={<Count value={inFlight} />} />
    </StatRow>
  );
}

function compare(a: TargetHealthView, b: TargetHealthView): number {
  const name = ({ model, provider, instance }: TargetHealthView) => `${model} ${provider} ${instance ?? ''}`;
  return name(a).localeCompare(name(b));
}
