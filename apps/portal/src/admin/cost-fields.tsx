'use client';

import { COST_UNITS, isPricedPerMillion, type PriceUnit } from '@turnpike/domain/rating';
import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { readTyped } from './per-million';

export type UnitTexts = Readonly<Partial<Record<PriceUnit, string>>>;

/** The amounts typed, and whether all of them are amounts. Empty fields are left out. */
export function readUnitTexts(texts: UnitTexts): { items: { unit: PriceUnit; amount: string }[]; ok: boolean } {
  const items: { unit: PriceUnit; amount: string }[] = [];
  let ok = true;
  for (const unit of COST_UNITS) {
    const text = texts[unit]?.trim() ?? '';
    if (text === '') continue;
    const amount = readTyped(text, unit);
    if (amount === null) ok = false;
    else items.push({ unit, amount });
  }
  return { items, ok };
}

/** One field a unit: tokens per million, with what one costs beside it. */
export function CostFields({
  texts,
  onChange,
  currency,
}: {
  texts: UnitTexts;
  onChange: (texts: UnitTexts) => void;
  currency: string;
}) {
  const t = useTranslations('admin.units');
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {COST_UNITS.map((unit) => {
        const text = texts[unit] ?? '';
        const amount = text.trim() === '' ? null : readTyped(text, unit);
        const wrong = text.trim() !== '' && amount === null;
        const exact = amount !== null && isPricedPerMillion(unit) ? t('exact', { amount, currency, unit }) : undefined;
        return (
          <Field
            key={unit}
            label={`${t(`name.${unit}`)} (${currency} ${t(`per.${unit}`)})`}
            error={wrong ? t('noAmount') : undefined}
            hint={exact}
          >
            <Input
              inputMode="decimal"
              autoComplete="off"
              value={text}
              onChange={(event) => onChange({ ...texts, [unit]: event.target.value })}
              className="text-right font-mono"
            />
          </Field>
        );
      })}
    </div>
  );
}
