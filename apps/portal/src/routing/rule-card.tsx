'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { HeaderConditions } from './header-conditions';
import { MoveButtons, RemoveButton } from './ordered-rows';
import { PoolOrder } from './pool-order';
import type { DraftPool, DraftRule } from './routing-draft';
import { ShareFields } from './share-fields';

interface RuleCardProps {
  rule: DraftRule;
  index: number;
  count: number;
  pools: readonly DraftPool[];
  /** The message for a field below this rule. */
  errorAt: (path: string) => string | undefined;
  onChange: (change: Partial<DraftRule>) => void;
  onMove: (from: number, to: number) => void;
  onRemove: () => void;
}

/** One rule: which calls it looks at, how many of them it takes, and where they go. */
export function RuleCard({ rule, index, count, pools, errorAt, onChange, onMove, onRemove }: RuleCardProps) {
  const t = useTranslations('routing.rules');
  const name = t('rule', { name: rule.name });
  return (
    <section aria-label={name} className="grid min-w-0 gap-4 rounded-box border border-line p-4">
      <div className="flex items-end gap-1">
        <Field label={t('name')} error={errorAt('name')} className="min-w-0 flex-1 sm:max-w-xs">
          <Input
            value={rule.name}
            onChange={(event) => onChange({ name: event.target.value })}
            maxLength={64}
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
          />
        </Field>
        <span className="ml-auto flex">
          {count > 1 && <MoveButtons {...{ name, index, count, onMove }} />}
          <RemoveButton name={name} onRemove={onRemove} />
        </span>
      </div>
      <Conditions rule={rule} errorAt={errorAt} onChange={onChange} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <ShareFields share={rule} error={errorAt('percent')} onChange={onChange} />
        <PoolOrder
          legend={t('use')}
          empty={t('noUse')}
          addLabel={t('addUse')}
          error={errorAt('use')}
          pools={pools}
          keys={rule.use}
          onChange={(use) => onChange({ use })}
        />
      </div>
    </section>
  );
}

type PartProps = Pick<RuleCardProps, 'rule' | 'errorAt' | 'onChange'>;

function Conditions({ rule, errorAt, onChange }: PartProps) {
  const t = useTranslations('routing.rules');
  const text = { autoComplete: 'off', spellCheck: false, className: 'font-mono' };
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={t('path')} error={errorAt('when.path')}>
          <Input
            value={rule.path}
            onChange={(event) => onChange({ path: event.target.value })}
            placeholder={t('anyPath')}
            maxLength={200}
            {...text}
          />
        </Field>
        <Field label={t('tag')} hint={t('tagHint')} error={errorAt('when.tag')}>
          <Input
            value={rule.tag}
            onChange={(event) => onChange({ tag: event.target.value })}
            placeholder={t('anyTag')}
            maxLength={100}
            {...text}
          />
        </Field>
      </div>
      <HeaderConditions
        headers={rule.headers}
        errorAt={(path) => errorAt(`when.headers.${path}`)}
        onChange={(headers) => onChange({ headers })}
      />
    </div>
  );
}
