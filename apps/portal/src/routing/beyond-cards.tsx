'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { Input, Select } from '../ui/input';
import { moved } from './draft-changes';
import { OrderedRows } from './ordered-rows';
import type { RoutingDraft } from './routing-draft';
import { targetName } from './target-name';

interface CardProps {
  draft: RoutingDraft;
  errorAt: (path: string) => string | undefined;
  onChange: (change: Partial<RoutingDraft>) => void;
}

/** Where a copy of some calls goes. */
export function ShadowCard({ draft, targets, errorAt, onChange }: CardProps & { targets: ModelView['targets'] }) {
  const t = useTranslations('routing.shadow');
  return (
    <Card title={t('title')} lead={t('lead')}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={t('target')} error={errorAt('shadow.target')}>
          <Select value={draft.shadowTarget} onChange={(event) => onChange({ shadowTarget: event.target.value })}>
            <option value="">{t('none')}</option>
            {targets.map((target) => (
              <option key={target.id} value={target.id}>
                {targetName(target)}
              </option>
            ))}
          </Select>
        </Field>
        {draft.shadowTarget !== '' && (
          <Field label={t('percent')} error={errorAt('shadow.percent')}>
            <Input
              type="number"
              min={0}
              max={100}
              step={1}
              value={draft.shadowPercent}
              onChange={(event) => onChange({ shadowPercent: event.target.value })}
              placeholder="100"
            />
          </Field>
        )}
      </div>
    </Card>
  );
}

/** Which models are asked when no target of this one answered. */
export function FallbackCard({ draft, models, errorAt, onChange }: CardProps & { models: readonly string[] }) {
  const t = useTranslations('routing.fallback');
  const { fallbackModels } = draft;
  const change = (next: string[]) => onChange({ fallbackModels: next });
  return (
    <Card title={t('title')} lead={t('lead')}>
      <OrderedRows
        legend={t('title')}
        hideLegend
        empty={t('none')}
        addLabel={t('add')}
        error={errorAt('fallbackModels')}
        rows={fallbackModels.map((name) => ({
          key: name,
          name,
          content: <code className="text-xs break-words">{name}</code>,
        }))}
        onMove={(from, to) => change(moved(fallbackModels, from, to))}
        onRemove={(index) => change(fallbackModels.filter((_, at) => at !== index))}
        options={models.filter((name) => !fallbackModels.includes(name)).map((name) => ({ value: name, label: name }))}
        onAdd={(name) => change([...fallbackModels, name])}
      />
    </Card>
  );
}
