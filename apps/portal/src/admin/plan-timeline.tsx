import type { Limit } from '@turnpike/contracts/limits';
import type { PlanVersionView, PlanView } from '@turnpike/contracts/management/plans';
import { compareMargins } from '@turnpike/domain/margin';
import { getTranslations } from 'next-intl/server';
import { limitText } from '../limits/limit-texts';
import { Badge } from '../ui/badge';
import { Card } from '../ui/card';
import { Count, Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { TakeBackVersion } from './plan-settings';
import type { CostsByModel } from './price-grid';
import { tableFor } from './price-texts';
import { Margin, UnitPrice } from './unit-price';
import { diffVersions, type VersionChange, type VersionStage, versionStages } from './version-diff';

const TONES = { planned: 'pending', current: 'live', past: 'quiet' } as const;

/** The versions of a plan, newest first: which holds now, what each changed, and what it says in full. */
export async function PlanTimeline({ plan, costs, now }: { plan: PlanView; costs: CostsByModel; now: Date }) {
  const t = await getTranslations('admin.plans');
  const stages = versionStages(plan.versions, now);
  return (
    <Card title={t('timeline')} lead={t('timelineLead')}>
      <ol className="grid grid-cols-1 gap-6">
        {plan.versions.map((version, index) => (
          <Version
            key={version.version}
            planId={plan.id}
            version={version}
            before={plan.versions[index + 1] ?? null}
            stage={stages.get(version.version) ?? 'past'}
            costs={costs}
          />
        ))}
      </ol>
    </Card>
  );
}

interface VersionProps {
  planId: string;
  version: PlanVersionView;
  before: PlanVersionView | null;
  stage: VersionStage;
  costs: CostsByModel;
}

async function Version({ planId, version, before, stage, costs }: VersionProps) {
  const t = await getTranslations('admin.plans');
  const changes = before === null ? [] : diffVersions(before, version);
  return (
    <li className="grid gap-3 border-l-2 border-line pl-4">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="text-sm">{t('versionNumber', { version: version.version })}</h3>
        <Badge tone={TONES[stage]}>{t(`stages.${stage}`)}</Badge>
        <span className="text-xs text-quiet">
          {t('from')} <Instant iso={version.effectiveFrom} show="absolute" />
        </span>
        {stage === 'planned' && <TakeBackVersion planId={planId} version={version.version} />}
      </div>
      {before !== null && (
        <ul className="grid gap-1 text-xs">
          {changes.length === 0 && <li className="text-quiet">{t('noChanges')}</li>}
          {changes.map((change, index) => (
            <li key={index}>
              <Change change={change} currency={version.currency} />
            </li>
          ))}
        </ul>
      )}
      <details open={stage === 'current'}>
        <summary className="cursor-pointer text-xs">{t('inFull')}</summary>
        <div className="mt-3 grid grid-cols-1 gap-4">
          <VersionPrices version={version} costs={costs} />
          <VersionLimits version={version} />
        </div>
      </details>
    </li>
  );
}

async function Change({ change, currency }: { change: VersionChange; currency: string }) {
  const [t, u, l, n] = await Promise.all([
    getTranslations('admin.plans'),
    getTranslations('admin.units'),
    getTranslations('admin.limits'),
    getTranslations('limits'),
  ]);
  if (change.kind === 'price') {
    const { unit, model, before, after } = change;
    const amount = (text: string | null) =>
      text === null ? t('none') : <UnitPrice unit={unit} amount={text} currency={currency} />;
    return (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-quiet">
          {u(`name.${unit}`)}, {model ?? u('anyModel')}:
        </span>
        {amount(before)} <span aria-label={t('becomes')}>→</span> {amount(after)}
      </span>
    );
  }
  if (change.kind === 'limit') {
    const count = (limit: number | null) => (limit === null ? l('none') : <Count value={limit} />);
    return (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-quiet">{l(`name.${change.limit}`)}:</span>
        {count(change.before)} <span aria-label={t('becomes')}>→</span> {count(change.after)}
      </span>
    );
  }
  if (change.kind === 'named_limit') {
    const much = (limit: Limit | null) => (limit === null ? l('none') : limitText(n, limit, currency));
    return (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <code className="text-quiet">{change.name}:</code>
        {much(change.before)} <span aria-label={t('becomes')}>→</span> {much(change.after)}
      </span>
    );
  }
  const money = (amount: string | null) =>
    amount === null ? t('none') : <Money amount={amount} currency={currency} />;
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <span className="text-quiet">{t('prepayment')}:</span>
      {money(change.before)} <span aria-label={t('becomes')}>→</span> {money(change.after)}
    </span>
  );
}

async function VersionPrices({ version, costs }: { version: PlanVersionView; costs: CostsByModel }) {
  const [t, u, m] = await Promise.all([
    getTranslations('admin.plans'),
    getTranslations('admin.units'),
    getTranslations('admin.margins'),
  ]);
  const { currency, prices } = version;
  return (
    <Table label={t('pricesOf', { version: version.version })}>
      <thead>
        <tr>
          <Th>{u('model')}</Th>
          <Th>{m('unit')}</Th>
          <Th numeric>{m('price')}</Th>
          <Th numeric>{m('margin')}</Th>
        </tr>
      </thead>
      <tbody>
        {prices.map(({ unit, amount, model }) => {
          const cost = model === null ? undefined : costs[model];
          const margins =
            cost === undefined ? [] : compareMargins({ currency, amounts: tableFor(prices, model) }, cost);
          const margin = margins.find((candidate) => candidate.unit === unit);
          return (
            <Tr key={`${unit} ${model ?? ''}`}>
              <Td>{model === null ? u('anyModel') : <code className="text-xs">{model}</code>}</Td>
              <Td className="text-xs whitespace-nowrap">{u(`name.${unit}`)}</Td>
              <Td numeric>
                <UnitPrice unit={unit} amount={amount} currency={currency} />
              </Td>
              <Td numeric>
                {margin === undefined ? (
                  <span className="text-quiet">{m(model === null ? 'byModel' : 'noCost')}</span>
                ) : (
                  <Margin margin={margin} comparable={cost?.currency === currency} />
                )}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

async function VersionLimits({ version }: { version: PlanVersionView }) {
  const [t, l, n] = await Promise.all([
    getTranslations('admin.plans'),
    getTranslations('admin.limits'),
    getTranslations('limits'),
  ]);
  const names = ['requestsPerSecond', 'burst', 'concurrency', 'quotaPerMonth'] as const;
  return (
    <dl className="grid gap-x-8 sm:grid-cols-2">
      {names.map((name) => {
        const limit = version.limits[name];
        return (
          <div key={name} className="flex justify-between gap-3 border-b border-line py-1.5 text-xs">
            <dt className="text-quiet">{l(`name.${name}`)}</dt>
            <dd>{limit === null ? l('none') : <Count value={limit} />}</dd>
          </div>
        );
      })}
      {version.limits.more.map((limit) => (
        <div key={limit.name} className="flex justify-between gap-3 border-b border-line py-1.5 text-xs">
          <dt className="text-quiet">
            <code>{limit.name}</code>
          </dt>
          <dd className="text-right">{limitText(n, limit, version.currency)}</dd>
        </div>
      ))}
      <div className="flex justify-between gap-3 border-b border-line py-1.5 text-xs">
        <dt className="text-quiet">{t('prepayment')}</dt>
        <dd>
          {version.prepayment === null ? t('none') : <Money amount={version.prepayment} currency={version.currency} />}
        </dd>
      </div>
    </dl>
  );
}
