'use client';

import { useTranslations } from 'next-intl';
import { Button, LinkButton } from '../ui/button';
import { Field } from '../ui/field';
import { Input, Select } from '../ui/input';

/** One filter of a list. `options` makes it a choice, the empty one first; `suggestions` are offered while typing. */
export interface Filter {
  name: string;
  label: string;
  value: string | undefined;
  options?: readonly { value: string; label: string }[];
  suggestions?: readonly string[];
  type?: 'search' | 'text' | 'date';
  placeholder?: string;
}

/** Filters of a list, kept in its address: works without scripts, can be sent to somebody. `path` is the bare list. */
export function FilterForm({ path, filters, label }: { path: string; filters: readonly Filter[]; label: string }) {
  const t = useTranslations('admin.filters');
  const filtered = filters.some(({ value }) => value !== undefined && value !== '');
  return (
    <form method="get" action={path} role="search" aria-label={label} className="mb-4 flex flex-wrap items-end gap-3">
      {filters.map(({ name, label: text, value, options, suggestions, type = 'search', placeholder }) => (
        <Field key={name} label={text} className="min-w-0 flex-[1_1_10rem] sm:max-w-64">
          {options === undefined ? (
            <Input
              // A list that was filtered otherwise shows that, not what was typed before.
              key={value}
              name={name}
              type={type}
              defaultValue={value}
              placeholder={placeholder}
              autoComplete="off"
              {...(suggestions === undefined ? {} : { list: `${name}-suggestions` })}
            />
          ) : (
            <Select key={value} name={name} defaultValue={value ?? ''}>
              <option value="">{t('all')}</option>
              {options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ))}
      {filters.map(
        ({ name, suggestions }) =>
          suggestions !== undefined && (
            <datalist key={name} id={`${name}-suggestions`}>
              {suggestions.map((text) => (
                <option key={text} value={text} />
              ))}
            </datalist>
          ),
      )}
      <Button type="submit">{t('apply')}</Button>
      {filtered && (
        <LinkButton href={path} variant="ghost">
          {t('clear')}
        </LinkButton>
      )}
    </form>
  );
}
