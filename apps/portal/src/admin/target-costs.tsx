'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../ui/button';
import { CostVersions } from './cost-versions';
import { NewCost } from './new-cost';

type Target = ModelView['targets'][number];

/** A button to what one target costs, where that isn't what the model costs. */
export function TargetCosts({ model, target }: { model: ModelView; target: Target }) {
  const t = useTranslations('admin.models');
  const [open, setOpen] = useState(false);
  const name = `${target.provider} ${target.upstreamModel}`;
  return (
    <>
      <Button size="sm" variant="ghost" onClick={() => setOpen(true)} aria-label={t('targetCosts', { name })}>
        {t('costs')}
      </Button>
      {open && (
        <NewCost
          model={model}
          target={target}
          title={t('targetCosts', { name: target.provider })}
          lead={target.costVersions.length === 0 ? t('targetCostNone') : t('targetCostLead')}
          onClose={() => setOpen(false)}
        >
          <CostVersions versions={target.costVersions} now={new Date().toISOString()} />
        </NewCost>
      )}
    </>
  );
}
