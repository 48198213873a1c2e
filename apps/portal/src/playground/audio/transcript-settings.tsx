'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../../ui/field';
import { Input, Select, Textarea } from '../../ui/input';

export interface TranscriptSettings {
  format: string;
  language: string;
  prompt: string;
}

const FORMATS = ['json', 'verbose_json', 'text', 'srt', 'vtt'] as const;

interface TranscriptFieldsProps {
  hasLanguage: boolean;
  settings: TranscriptSettings;
  onChange: (change: Partial<TranscriptSettings>) => void;
}

export function TranscriptFields({ hasLanguage, settings, onChange }: TranscriptFieldsProps) {
  const t = useTranslations('playground.audio');
  return (
    <>
      <Field label={t('format')} hint={t('transcriptFormatHint')}>
        <Select value={settings.format} onChange={(event) => onChange({ format: event.target.value })}>
          {FORMATS.map((format) => (
            <option key={format} value={format}>
              {t(`formats.${format}`)}
            </option>
          ))}
        </Select>
      </Field>
      {hasLanguage && (
        <Field label={t('language')} hint={t('languageHint')}>
          <Input
            value={settings.language}
            onChange={(event) => onChange({ language: event.target.value })}
            maxLength={12}
            autoComplete="off"
          />
        </Field>
      )}
      <Field label={t('prompt')} hint={t('promptHint')}>
        <Textarea
          value={settings.prompt}
          onChange={(event) => onChange({ prompt: event.target.value })}
          rows={2}
          maxLength={4000}
        />
      </Field>
    </>
  );
}
