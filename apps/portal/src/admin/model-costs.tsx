'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { addModelCostAction } from '../app/(console)/admin/models/actions';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { Instant } from '../ui/instant';
import { useAction } from '../ui/use-action';
import { CostFields, readUnitTexts, type UnitTexts } from './cost-fields';
import { typedAmount } from './per-million';
import { localInstant } from './local-instant';
import { UnitPrice } from './unit-price';

/** What a model costs upstream, by date, newest first. `now` is when the page was made. */
export function ModelCosts({ model, now }: { model: ModelView; now: string }) {
  const t = useTranslations('admin.models');
  const u = useTranslations('admin.units');
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
      <ol className="grid grid-cols-1 gap-5">
        {model.costVersions.map(({ effectiveFrom, cost }) => (
          <li key={effectiveFrom} className="grid grid-cols-1 gap-2">
            <p className="flex flex-wrap items-center gap-2 text-xs">
              <span className="text-quiet">{t('from')}</span> <Instant iso={effectiveFrom} show="absolute" />
              {effectiveFrom > now && <Badge tone="pending">{t('planned')}</Badge>}
            </p>
            <dl className="grid gap-x-8 sm:grid-cols-2">
              {cost.map(({ unit, amount, currency }) => (
                <div key={unit} className="flex items-baseline justify-between gap-3 border-b border-line py-1.5">
                  <dt className="text-xs text-quiet">{u(`name.${unit}`)}</dt>
                  <dd className="text-right">
                    <UnitPrice unit={unit} amount={amount} currency={currency} />
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ol>
      {open && <NewCost model={model} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function NewCost({ model, onClose }: { model: ModelView; onClose: () => void }) {
  const t = useTranslations('admin.models');
  const f = useTranslations('admin.fields');
  const inForce = Object.fromEntries(model.cost.map(({ unit, amount }) => [unit, typedAmount(amount, unit)]));
  const [texts, setTexts] = useState<UnitTexts>(inForce);
  const [currency, setCurrency] = useState(model.cost[0]?.currency ?? 'USD');
  const [when, setWhen] = useState('');
  const { run, pending, error, fieldErrors } = useAction(addModelCostAction, {
    success: t('costAdded'),
    onSuccess: onClose,
  });
  const { items, ok } = readUnitTexts(texts);
  const effectiveFrom = localInstant(when);
  return (
    <Dialog open wide onOpenChange={onClose} title={t('newCost')} description={t('newCostLead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const version = { cost: { prices: items, currency }, ...(effectiveFrom === null ? {} : { effectiveFrom }) };
          if (ok) run({ model: model.id, version });
        }}
      >
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field label={f('currency')} error={fieldErrors['version.cost.currency']}>
            <Input
              value={currency}
              onChange={(event) => setCurrency(event.target.value.toUpperCase())}
              required
              maxLength={3}
              className="font-mono"
            />
          </Field>
          <Field label={f('effectiveFrom')} hint={f('effectiveFromHint')} error={fieldErrors.effectiveFrom}>
            <Input type="datetime-local" value={when} onChange={(event) => setWhen(event.target.value)} />
          </Field>
        </div>
        <CostFields texts={texts} onChange={setTexts} currency={currency} />
        <FormError error={error} />
        <DialogActions>
          <Button type="submit" variant="primary" pending={pending} disabled={!ok || items.length === 0}>
            {t('newCost')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
