'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../ui/button';
import { Input, Select } from '../ui/input';
import { replaced } from './draft-changes';
import type { DraftHeader } from './routing-draft';

interface HeaderConditionsProps {
  headers: readonly DraftHeader[];
  errorAt: (path: string) => string | undefined;
  onChange: (headers: DraftHeader[]) => void;
}

/** Headers that must all be as said. */
export function HeaderConditions({ headers, errorAt, onChange }: HeaderConditionsProps) {
  const t = useTranslations('routing.rules');
  return (
    <fieldset className="grid min-w-0 content-start gap-2">
      <legend className="mb-1.5 text-xs font-[600]">{t('headers')}</legend>
      {headers.map((header, index) => (
        <div key={index} className="grid gap-1">
          <div className="flex flex-wrap items-center gap-2 sm:flex-nowrap">
            <HeaderFields
              header={header}
              number={index + 1}
              onChange={(change) => onChange(replaced(headers, index, change))}
            />
            <Button
              variant="ghost"
              size="icon-sm"
              onClick={() => onChange(headers.filter((_, at) => at !== index))}
              aria-label={t('removeHeader', { number: index + 1 })}
            >
              <X aria-hidden />
            </Button>
          </div>
          {errorAt(String(index)) !== undefined && <p className="text-xs text-stopped">{errorAt(String(index))}</p>}
        </div>
      ))}
      <div>
        <Button size="sm" onClick={() => onChange([...headers, { name: '', how: 'equals', value: '' }])}>
          {t('addHeader')}
        </Button>
      </div>
    </fieldset>
  );
}

interface HeaderFieldsProps {
  header: DraftHeader;
  number: number;
  onChange: (change: Partial<DraftHeader>) => void;
}

function HeaderFields({ header, number, onChange }: HeaderFieldsProps) {
  const t = useTranslations('routing.rules');
  return (
    <>
      <Input
        value={header.name}
        onChange={(event) => onChange({ name: event.target.value })}
        aria-label={t('headerName', { number })}
        placeholder="x-version"
        maxLength={80}
        spellCheck={false}
        className="flex-[1_1_100%] font-mono sm:flex-1"
      />
      <Select
        value={header.how}
        onChange={(event) => onChange({ how: event.target.value as DraftHeader['how'] })}
        aria-label={t('headerHow', { number })}
        className="w-32 shrink-0"
      >
        {(['equals', 'prefix', 'present'] as const).map((how) => (
          <option key={how} value={how}>
            {t(how)}
          </option>
        ))}
      </Select>
      {header.how !== 'present' && (
        <Input
          value={header.value}
          onChange={(event) => onChange({ value: event.target.value })}
          aria-label={t('headerValue', { number })}
          maxLength={200}
          spellCheck={false}
          className="flex-1 font-mono"
        />
      )}
    </>
  );
}
