'use client';

import type { PlaygroundApplicationView } from '@turnpike/contracts/management/start';
import { useTranslations } from 'next-intl';
import { countText } from '../ui/amount-text';
import { Field } from '../ui/field';
import { Input, Select, Textarea } from '../ui/input';

/** Numbers as they were typed: an empty one leaves the choice to the model. */
export interface Settings {
  applicationId: string;
  model: string;
  system: string;
  temperature: string;
  maxTokens: string;
}

interface PlaygroundSettingsProps {
  applications: readonly PlaygroundApplicationView[];
  settings: Settings;
  onChange: (settings: Settings) => void;
}

/** What a call is made with. */
export function PlaygroundSettings({ applications, settings, onChange }: PlaygroundSettingsProps) {
  const t = useTranslations('playground');
  const application = applications.find(({ id }) => id === settings.applicationId);
  const model = application?.models.find(({ name }) => name === settings.model);
  const set = (change: Partial<Settings>) => onChange({ ...settings, ...change });
  const chooseApplication = (applicationId: string) => {
    const models = applications.find(({ id }) => id === applicationId)?.models ?? [];
    const kept = models.some(({ name }) => name === settings.model) ? settings.model : (models[0]?.name ?? '');
    set({ applicationId, model: kept });
  };
  return (
    <section aria-label={t('settings')} className="grid gap-4 rounded-box border border-line p-4">
      {applications.length > 1 && (
        <Field label={t('application')}>
          <Select value={settings.applicationId} onChange={(event) => chooseApplication(event.target.value)}>
            {applications.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label={t('model')} hint={model?.description}>
        <Select value={settings.model} onChange={(event) => set({ model: event.target.value })}>
          {application?.models.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('system')}>
        <Textarea
          value={settings.system}
          onChange={(event) => set({ system: event.target.value })}
          placeholder={t('systemHint')}
          rows={3}
          maxLength={100_000}
        />
      </Field>
      <Bounds settings={settings} most={model?.maxOutputTokens ?? null} onChange={set} />
    </section>
  );
}

interface BoundsProps {
  settings: Settings;
  /** Most tokens the model writes; null where nobody said. */
  most: number | null;
  onChange: (change: Partial<Settings>) => void;
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
