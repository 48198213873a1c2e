'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { STRATEGIES, type Strategy } from '@turnpike/contracts/management/routing';
import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input, Select } from '../ui/input';
import { moved, replaced } from './draft-changes';
import { MoveButtons, OrderedRows, RemoveButton } from './ordered-rows';
import type { DraftPool } from './routing-draft';
import { targetName } from './target-name';

/** Where the weight of a target isn't looked at, but for one of 0. */
const UNWEIGHED: readonly Strategy[] = ['round_robin', 'priority'];

interface PoolCardProps {
  pool: DraftPool;
  index: number;
  count: number;
  targets: ModelView['targets'];
  /** The message for a field below this pool. */
  errorAt: (path: string) => string | undefined;
  onChange: (change: Partial<DraftPool>) => void;
  onMove: (from: number, to: number) => void;
  onRemove: () => void;
}

/** One pool: what it is called, how it picks, and from which targets. */
export function PoolCard({ pool, index, count, targets, errorAt, onChange, onMove, onRemove }: PoolCardProps) {
  const t = useTranslations('routing.pools');
  const name = t('pool', { name: pool.name });
  return (
    <section aria-label={name} className="grid min-w-0 gap-4 rounded-box border border-line p-4">
      <div className="flex items-end gap-1">
        <Field label={t('name')} error={errorAt('name')} className="min-w-0 flex-1 sm:max-w-xs">
          <Input
            value={pool.name}
            onChange={(event) => onChange({ name: event.target.value })}
            maxLength={64}
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
          />
        </Field>
        <span className="ml-auto flex">
          {count > 1 && <MoveButtons {...{ name, index, count, onMove }} />}
          {count > 1 && <RemoveButton name={name} onRemove={onRemove} />}
        </span>
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="grid min-w-0 gap-4">
          <StrategyFields pool={pool} errorAt={errorAt} onChange={onChange} />
        </div>
        <Members pool={pool} targets={targets} errorAt={errorAt} onChange={onChange} />
      </div>
    </section>
  );
}

type PartProps = Pick<PoolCardProps, 'pool' | 'errorAt' | 'onChange'>;

function StrategyFields({ pool, errorAt, onChange }: PartProps) {
  const t = useTranslations('routing');
  const p = useTranslations('routing.pools');
  return (
    <>
      <Field label={p('strategy')} hint={t(`explain.${pool.strategy}`)} error={errorAt('strategy')}>
        <Select value={pool.strategy} onChange={(event) => onChange({ strategy: event.target.value as Strategy })}>
          {STRATEGIES.map((strategy) => (
            <option key={strategy} value={strategy}>
              {t(`strategy.${strategy}`)}
            </option>
          ))}
        </Select>
      </Field>
      {pool.strategy === 'consistent_hash' && <HashFields pool={pool} errorAt={errorAt} onChange={onChange} />}
      <Field label={p('maxInFlight')} hint={p('maxInFlightHint')} error={errorAt('maxInFlight')}>
        <Input
          type="number"
          min={1}
          step={1}
          value={pool.maxInFlight}
          onChange={(event) => onChange({ maxInFlight: event.target.value })}
          placeholder={p('noBound')}
        />
      </Field>
    </>
  );
}

function HashFields({ pool, errorAt, onChange }: PartProps) {
  const t = useTranslations('routing.pools');
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('hashOn')}>
        <Select
          value={pool.hashOn}
          onChange={(event) => onChange({ hashOn: event.target.value as DraftPool['hashOn'] })}
        >
          {(['end_user', 'tenant', 'api_key', 'header'] as const).map((value) => (
            <option key={value} value={value}>
              {t(value)}
            </option>
          ))}
        </Select>
      </Field>
      {pool.hashOn === 'header' && (
        <Field label={t('hashHeader')} error={errorAt('hashOn')}>
          <Input
            value={pool.hashHeader}
            onChange={(event) => onChange({ hashHeader: event.target.value })}
            placeholder="x-session-id"
            maxLength={80}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
    </div>
  );
}

function Members({ pool, targets, errorAt, onChange }: PartProps & Pick<PoolCardProps, 'targets'>) {
  const t = useTranslations('routing.pools');
  const { members, strategy } = pool;
  const names = new Map(targets.map((target) => [target.id, targetName(target)]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const change = (next: DraftPool['members']) => onChange({ members: next });
  const isWeighed = !UNWEIGHED.includes(strategy);
  const own = (id: string) => String(targets.find((target) => target.id === id)?.weight ?? 1);
  return (
    <OrderedRows
      legend={t('targets')}
      empty={t('noTargets')}
      addLabel={t('addTarget')}
      {...(isWeighed ? { hint: t('weightHint') } : {})}
      error={errorAt('targets')}
      rows={members.map(({ target, weight }, index) => ({
        key: target,
        name: nameOf(target),
        content: (
          <span className="flex items-center gap-2">
            <code className="min-w-0 flex-1 text-xs break-words">{nameOf(target)}</code>
            {isWeighed && (
              <Input
                type="number"
                min={0}
                step={1}
                value={weight}
                placeholder={own(target)}
                onChange={(event) => change(replaced(members, index, { weight: event.target.value }))}
                aria-label={t('weightOf', { name: nameOf(target) })}
                className="w-20 shrink-0 text-right"
              />
            )}
          </span>
        ),
      }))}
      {...(strategy === 'priority' ? { onMove: (from, to) => change(moved(members, from, to)) } : {})}
      onRemove={(index) => change(members.filter((_, at) => at !== index))}
      options={targets
        .filter(({ id }) => !members.some(({ target }) => target === id))
        .map(({ id }) => ({ value: id, label: nameOf(id) }))}
      onAdd={(target) => change([...members, { target, weight: '' }])}
    />
  );
}
