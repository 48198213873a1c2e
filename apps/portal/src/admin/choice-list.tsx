'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Checkbox } from '../ui/checkbox';
import { Field } from '../ui/field';
import { Input } from '../ui/input';

/** More than this are searched rather than read. */
const SEARCH_FROM = 13;

/** Several of many, ticked; long lists have a search of their own. */
export function ChoiceList({
  legend,
  hint,
  options,
  chosen,
  onChange,
  error,
}: {
  legend: string;
  hint?: string;
  options: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  error?: string | undefined;
}) {
  const t = useTranslations('admin.fields');
  const [text, setText] = useState('');
  const id = useId();
  const shown = options.filter((option) => option.toLowerCase().includes(text.trim().toLowerCase()));
  const toggle = (option: string, on: boolean) =>
    onChange(on ? [...chosen, option] : chosen.filter((other) => other !== option));
  return (
    <fieldset className="grid min-w-0 gap-2" aria-describedby={hint === undefined ? undefined : id}>
      <legend className="mb-1.5 text-xs font-[600]">{legend}</legend>
      {options.length >= SEARCH_FROM && (
        <Field label={t('searchIn', { list: legend })} hideLabel>
          <Input
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={t('search')}
          />
        </Field>
      )}
      <div className="grid max-h-64 gap-2 overflow-y-auto sm:grid-cols-2 rounded-box border border-line p-3">
        {shown.length === 0 && <p className="text-xs text-quiet">{t('nothing')}</p>}
        {shown.map((option) => (
          <Checkbox
            key={option}
            label={<code className="text-xs">{option}</code>}
            checked={chosen.includes(option)}
            onCheckedChange={(on) => toggle(option, on === true)}
          />
        ))}
      </div>
      <p className="text-xs text-quiet" aria-live="polite">
        {t('chosen', { count: chosen.length })}
      </p>
      {error !== undefined && <p className="text-xs text-stopped">{error}</p>}
      {hint !== undefined && (
        <p id={id} className="text-xs text-quiet">
          {hint}
        </p>
      )}
    </fieldset>
  );
}
