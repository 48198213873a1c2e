'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { CostVersions } from './cost-versions';
import { NewCost } from './new-cost';

/** What a model costs upstream, by date, newest first. `now` is when the page was made. */
export function ModelCosts({ model, now }: { model: ModelView; now: string }) {
  const t = useTranslations('admin.models');
  const [open, setOpen] = useState(false);
  return (
    <Card
      title={t('cost')}
      lead={t('costLead')}
      actions={
        <Button size="sm" onClick={() => setOpen(true)}>
          {t('newCost')}
        </Button>
      }
    >
      {model.costVersions.length === 0 && <p className="text-quiet">{t('costNone')}</p>}
      <CostVersions versions={model.costVersions} now={now} />
      {open && <NewCost model={model} title={t('newCost')} lead={t('newCostLead')} onClose={() => setOpen(false)} />}
    </Card>
  );
}
