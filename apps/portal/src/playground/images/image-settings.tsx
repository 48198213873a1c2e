'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../../ui/field';
import { Input, Select } from '../../ui/input';

/** Empty leaves the choice to the model. */
export interface ImageSettings {
  size: string;
  quality: string;
  count: string;
}

/** As every model that makes pictures by this wire knows them. */
const SIZES = ['1024x1024', '1536x1024', '1024x1536'];
const QUALITIES = ['low', 'medium', 'high'];
const MOST_PICTURES = 10;

export function ImageFields({
  settings,
  onChange,
}: {
  settings: ImageSettings;
  onChange: (change: Partial<ImageSettings>) => void;
}) {
  const t = useTranslations('playground');
  const choice = (name: 'size' | 'quality', options: readonly string[]) => (
    <Field label={t(`images.${name}`)}>
      <Select value={settings[name]} onChange={(event) => onChange({ [name]: event.target.value })}>
        <option value="">{t('modelsOwn')}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {option.replace('x', ' × ')}
          </option>
        ))}
      </Select>
    </Field>
  );
  return (
    <>
      {choice('size', SIZES)}
      {choice('quality', QUALITIES)}
      <Field label={t('images.count')} hint={t('images.countHint', { most: MOST_PICTURES })}>
        <Input
          type="number"
          inputMode="numeric"
          min={1}
          max={MOST_PICTURES}
          step={1}
          value={settings.count}
          onChange={(event) => onChange({ count: event.target.value })}
        />
      </Field>
    </>
  );
}
