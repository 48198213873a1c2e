'use client';

import { useTranslations } from 'next-intl';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { moved, replaced, withRule } from './draft-changes';
import type { RoutingDraft } from './routing-draft';
import { RuleCard } from './rule-card';

interface RulesCardProps {
  draft: RoutingDraft;
  errorAt: (path: string) => string | undefined;
  onChange: (change: Partial<RoutingDraft>) => void;
  onReplace: (draft: RoutingDraft) => void;
}

/** The rules, in the order they are asked. */
export function RulesCard({ draft, errorAt, onChange, onReplace }: RulesCardProps) {
  const t = useTranslations('routing.rules');
  const { rules, pools } = draft;
  return (
    <Card
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button size="sm" onClick={() => onReplace(withRule(draft))}>
          {t('add')}
        </Button>
      }
    >
      {rules.length === 0 ? (
        <p className="text-quiet">{t('none')}</p>
      ) : (
        <div className="grid grid-cols-1 gap-4">
          {rules.map((rule, index) => (
            <RuleCard
              key={index}
              {...{ rule, index, pools }}
              count={rules.length}
              errorAt={(path) => errorAt(`rules.${index}.${path}`)}
              onChange={(change) => onChange({ rules: replaced(rules, index, change) })}
              onMove={(from, to) => onChange({ rules: moved(rules, from, to) })}
              onRemove={() => onChange({ rules: rules.filter((_, at) => at !== index) })}
            />
          ))}
        </div>
      )}
    </Card>
  );
}
