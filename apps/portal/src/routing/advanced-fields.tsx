'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { DEFAULTS, type DraftSettings, type RoutingDraft, type SettingsGroup } from './routing-draft';

const GROUPS: readonly SettingsGroup[] = ['attempts', 'breaker', 'ejection'];

/** Names of fields are those of the contract, and of their texts. */
type FieldText = 'attempts.mostTries';

interface AdvancedFieldsProps {
  draft: RoutingDraft;
  errorAt: (path: string) => string | undefined;
  onChange: (change: Partial<RoutingDraft>) => void;
}

/** Tries, timeouts, breaker and ejection: numbers with defaults that most never touch. */
export function AdvancedFields({ draft, errorAt, onChange }: AdvancedFieldsProps) {
  const t = useTranslations('routing.advanced');
  const changed = GROUPS.reduce((sum, group) => sum + countSaid(draft[group]), 0);
  const isAtFault = GROUPS.some((group) => errorAt(group) !== undefined);
  return (
    <details className="rounded-box border border-line bg-page" {...(isAtFault ? { open: true } : {})}>
      <summary className="cursor-pointer px-4 py-3">
        <span className="text-md font-[650]">{t('title')}</span>{' '}
        <span className="text-xs text-quiet">{t('changed', { count: changed })}</span>
      </summary>
      <div className="grid gap-6 border-t border-line p-4">
        <p className="text-xs text-quiet">{t('lead')}</p>
        {GROUPS.map((group) => (
          <SettingsFields
            key={group}
            group={group}
            settings={draft[group]}
            errorAt={(name) => errorAt(`${group}.${name}`)}
            onChange={(settings) => onChange({ [group]: settings })}
          />
        ))}
      </div>
    </details>
  );
}

interface SettingsFieldsProps {
  group: SettingsGroup;
  settings: DraftSettings;
  errorAt: (name: string) => string | undefined;
  onChange: (settings: DraftSettings) => void;
}

function SettingsFields({ group, settings, errorAt, onChange }: SettingsFieldsProps) {
  const t = useTranslations('routing.advanced');
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-[600]">{t(`${group}.title`)}</legend>
      <div className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {Object.entries(DEFAULTS[group]).map(([name, usual]) => (
          <Field key={name} label={t(`${group}.${name}` as FieldText)} error={errorAt(name)}>
            <Input
              type="number"
              min={0}
              step={1}
              value={settings[name] ?? ''}
              placeholder={usual === null ? t('off') : String(usual)}
              onChange={(event) => onChange({ ...settings, [name]: event.target.value })}
            />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}

function countSaid(settings: DraftSettings): number {
  return Object.values(settings).filter((text) => text.trim() !== '').length;
}
