'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { addModelCostAction, addTargetCostAction } from '../app/(console)/admin/models/actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { CostFields, readUnitTexts, type UnitTexts } from './cost-fields';
import { localInstant } from './local-instant';
import { typedAmount } from './per-million';

interface NewCostProps {
  model: ModelView;
  /** Whose cost it is, where it isn't the whole model's. */
  target?: ModelView['targets'][number];
  title: string;
  lead: string;
  /** What there is already. */
  children?: ReactNode;
  onClose: () => void;
}

/** Asks for an upstream cost from a date on, beginning with what is in force. */
export function NewCost({ model, target, title, lead, children, onClose }: NewCostProps) {
  const t = useTranslations('admin.models');
  const f = useTranslations('admin.fields');
  // A target's own cost stands in the place of all of the model's, so it begins as a copy of that.
  const costs = target === undefined || target.cost.length === 0 ? model.cost : target.cost;
  const inForce = Object.fromEntries(costs.map(({ unit, amount }) => [unit, typedAmount(amount, unit)]));
  const [texts, setTexts] = useState<UnitTexts>(inForce);
  const [currency, setCurrency] = useState(costs[0]?.currency ?? 'USD');
  const [when, setWhen] = useState('');
  const { run, pending, error, fieldErrors } = useAction(
    target === undefined ? addModelCostAction : addTargetCostAction,
    { success: t('costAdded'), onSuccess: onClose },
  );
  const { items, ok } = readUnitTexts(texts);
  const effectiveFrom = localInstant(when);
  return (
    <Dialog open wide onOpenChange={onClose} title={title} description={lead}>
      {children}
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const version = { cost: { prices: items, currency }, ...(effectiveFrom === null ? {} : { effectiveFrom }) };
          if (ok) run({ model: model.id, version, ...(target === undefined ? {} : { targetId: target.id }) });
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
