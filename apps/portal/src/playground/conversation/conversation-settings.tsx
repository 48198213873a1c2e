'use client';

import { useTranslations } from 'next-intl';
import { countText } from '../../ui/amount-text';
import { Checkbox } from '../../ui/checkbox';
import { Field } from '../../ui/field';
import { Input, Select, Textarea } from '../../ui/input';
import type { PlaygroundModel } from '../modes';
import { EFFORTS } from './wires';

/** Numbers as they were typed: an empty one leaves the choice to the model. */
export interface ConversationSettings {
  system: string;
  temperature: string;
  maxTokens: string;
  effort: string;
  carriesOn: boolean;
}

interface ConversationFieldsProps {
  /** Responses know more of a model that thinks, and of what they keep. */
  isResponses: boolean;
  model: PlaygroundModel | undefined;
  settings: ConversationSettings;
  onChange: (change: Partial<ConversationSettings>) => void;
}

/** How the model is to behave, think and carry on. */
export function ConversationFields({ isResponses, model, settings, onChange }: ConversationFieldsProps) {
  const t = useTranslations('playground');
  return (
    <>
      <Field label={t(isResponses ? 'instructions' : 'system')}>
        <Textarea
          value={settings.system}
          onChange={(event) => onChange({ system: event.target.value })}
          placeholder={t('systemHint')}
          rows={3}
          maxLength={100_000}
        />
      </Field>
      {isResponses && (
        <Field label={t('effort')} hint={t('effortHint')}>
          <Select value={settings.effort} onChange={(event) => onChange({ effort: event.target.value })}>
            <option value="">{t('modelsOwn')}</option>
            {EFFORTS.map((effort) => (
              <option key={effort} value={effort}>
                {effort}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Bounds settings={settings} most={model?.maxOutputTokens ?? null} onChange={onChange} />
      {isResponses && (
        <Checkbox
          label={t('carryOn')}
          hint={t('carryOnHint')}
          checked={settings.carriesOn}
          onCheckedChange={(on) => onChange({ carriesOn: on === true })}
        />
      )}
    </>
  );
}

interface BoundsProps {
  settings: ConversationSettings;
  /** Most tokens the model writes; null where nobody said. */
  most: number | null;
  onChange: (change: Partial<ConversationSettings>) => void;
}

/** How freely and how much the model writes. */
function Bounds({ settings, most, onChange }: BoundsProps) {
  const t = useTranslations('playground');
  return (
    <div className="grid grid-cols-2 gap-4 lg:grid-cols-1">
      <Field label={t('temperature')} hint={t('temperatureHint')}>
        <Input
          type="number"
          inputMode="decimal"
          min={0}
          max={2}
          step={0.1}
          value={settings.temperature}
          onChange={(event) => onChange({ temperature: event.target.value })}
        />
      </Field>
      <Field label={t('maxTokens')} hint={most === null ? undefined : t('maxTokensHint', { most: countText(most) })}>
        <Input
          type="number"
          inputMode="numeric"
          min={1}
          step={1}
          {...(most === null ? {} : { max: most })}
          value={settings.maxTokens}
          onChange={(event) => onChange({ maxTokens: event.target.value })}
        />
      </Field>
    </div>
  );
}
