'use client';

import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Select } from '../ui/input';

interface Row {
  key: string;
  /** What its buttons are called by. */
  name: string;
  content: ReactNode;
}

interface OrderedRowsProps {
  legend: string;
  /** The legend is for screen readers only. */
  hideLegend?: boolean;
  rows: readonly Row[];
  /** Left out: their order says nothing. */
  onMove?: (from: number, to: number) => void;
  onRemove: (index: number) => void;
  /** What may still be added; the field goes away when there is nothing. */
  options: readonly { value: string; label: string }[];
  onAdd: (value: string) => void;
  addLabel: string;
  empty: string;
  hint?: string;
  error?: string | undefined;
}

/** A short list that is put in order by buttons, so that keys and thumbs can do it too. */
export function OrderedRows({
  legend,
  hideLegend = false,
  rows,
  options,
  onAdd,
  addLabel,
  empty,
  hint,
  error,
  ...change
}: OrderedRowsProps) {
  return (
    <fieldset className="grid min-w-0 content-start gap-2">
      <legend className={hideLegend ? 'sr-only' : 'mb-1.5 text-xs font-[600]'}>{legend}</legend>
      {rows.length === 0 ? (
        <p className="text-xs text-quiet">{empty}</p>
      ) : (
        <ol className="rounded-box border border-line">
          {rows.map((row, index) => (
            <li key={row.key} className="flex items-center gap-2 border-b border-line py-1 pr-1 pl-3 last:border-b-0">
              <div className="min-w-0 flex-1">{row.content}</div>
              <RowButtons row={row} index={index} count={rows.length} {...change} />
            </li>
          ))}
        </ol>
      )}
      {options.length > 0 && (
        <Field label={addLabel} hideLabel>
          <Select value="" onChange={(event) => onAdd(event.target.value)}>
            <option value="">{addLabel}</option>
            {options.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {error !== undefined && <p className="text-xs text-stopped">{error}</p>}
      {hint !== undefined && <p className="text-xs text-quiet">{hint}</p>}
    </fieldset>
  );
}

interface RowButtonsProps extends Pick<OrderedRowsProps, 'onMove' | 'onRemove'> {
  row: Row;
  index: number;
  count: number;
}

function RowButtons({ row: { name }, index, count, onMove, onRemove }: RowButtonsProps) {
  return (
    <>
      {onMove !== undefined && count > 1 && <MoveButtons {...{ name, index, count, onMove }} />}
      <RemoveButton name={name} onRemove={() => onRemove(index)} />
    </>
  );
}

/** Up and down, each where there is room. */
export function MoveButtons({
  name,
  index,
  count,
  onMove,
}: {
  name: string;
  index: number;
  count: number;
  onMove: (from: number, to: number) => void;
}) {
  const t = useTranslations('routing.rows');
  return (
    <>
      <Button
        variant="ghost"
        size="icon-sm"
        disabled={index === 0}
        onClick={() => onMove(index, index - 1)}
        aria-label={t('up', { name })}
      >
        <ArrowUp aria-hidden />
      </Button>
      <Button
        variant="ghost"
        size="icon-sm"
        disabled={index === count - 1}
        onClick={() => onMove(index, index + 1)}
        aria-label={t('down', { name })}
      >
        <ArrowDown aria-hidden />
      </Button>
    </>
  );
}

export function RemoveButton({ name, onRemove }: { name: string; onRemove: () => void }) {
  const t = useTranslations('routing.rows');
  return (
    <Button variant="ghost" size="icon-sm" onClick={onRemove} aria-label={t('remove', { name })}>
      <X aria-hidden />
    </Button>
  );
}
