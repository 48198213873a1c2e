'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { speechSnippets } from '../../snippets/task-snippets';
import { Field } from '../../ui/field';
import { Input, Select, Textarea } from '../../ui/input';
import { CallPanel } from '../call/call-panel';
import { CallTarget, modelAt } from '../call/call-target';
import { ModeLayout } from '../call/mode-layout';
import { numberOf } from '../call/typed';
import { useCall } from '../call/use-call';
import type { ModeProps } from '../mode-props';
import { SoundPlayer } from './sound-player';

const OPERATIONS = ['audio.speech'];
/** What a browser can play; models make other formats too. */
const FORMATS = ['mp3', 'wav', 'opus', 'aac', 'flac'];
/** OpenAI's; other vendors have their own, so any may be typed. */
const VOICES = ['alloy', 'ash', 'ballad', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer', 'verse'];
const MOST_CHARACTERS = 4096;

/** A text, said. */
export function SpeechPanel({ place, target, initial }: ModeProps) {
  const t = useTranslations('playground');
  const [chosen, setChosen] = useState(initial.model);
  const [text, setText] = useState(initial.prompt || t('audio.example'));
  const [settings, setSettings] = useState<SpeechSettings>({ voice: 'alloy', format: 'mp3', speed: '' });
  const { call, run, stop, clear } = useCall<{ blob: Blob; name: string }>(place);
  const model = modelAt(target, OPERATIONS, chosen);
  const { voice, format, speed } = settings;
  const name = `speech.${format}`;
  const body = {
    model: model?.name ?? '',
    input: text,
    voice: voice.trim(),
    response_format: format,
    speed: numberOf(speed),
  };
  return (
    <ModeLayout
      settings={
        <CallTarget target={target} operations={OPERATIONS} model={model} onModel={setChosen}>
          <SpeechFields
            settings={settings}
            onChange={(change) => setSettings((before) => ({ ...before, ...change }))}
          />
        </CallTarget>
      }
    >
      <CallPanel
        label={t('audio.speech')}
        action={t('audio.speechAction')}
        isReady={text.trim() !== '' && voice.trim() !== ''}
        call={call}
        onRun={() =>
          run(target.applicationId, { path: '/audio/speech', body }, async (answer) => ({
            blob: await answer.blob(),
            name,
          }))
        }
        onStop={stop}
        onClear={clear}
        snippets={() => speechSnippets({ baseUrl: place.baseUrl, key: t('placeholderKey'), body, file: name })}
        nothingYet={t('audio.speechNothing')}
        answer={(sound) => <SoundPlayer {...sound} />}
      >
        <Field label={t('audio.text')}>
          <Textarea
            value={text}
            onChange={(event) => setText(event.target.value)}
            rows={4}
            maxLength={MOST_CHARACTERS}
          />
        </Field>
      </CallPanel>
    </ModeLayout>
  );
}

interface SpeechSettings {
  voice: string;
  format: string;
  speed: string;
}

function SpeechFields({
  settings,
  onChange,
}: {
  settings: SpeechSettings;
  onChange: (change: Partial<SpeechSettings>) => void;
}) {
  const t = useTranslations('playground.audio');
  return (
    <>
      <Field label={t('voice')} hint={t('voiceHint')}>
        <Input
          value={settings.voice}
          onChange={(event) => onChange({ voice: event.target.value })}
          list="playground-voices"
          maxLength={200}
        />
      </Field>
      <datalist id="playground-voices">
        {VOICES.map((voice) => (
          <option key={voice} value={voice} />
        ))}
      </datalist>
      <Field label={t('format')}>
        <Select value={settings.format} onChange={(event) => onChange({ format: event.target.value })}>
          {FORMATS.map((format) => (
            <option key={format} value={format}>
              {format}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('speed')} hint={t('speedHint')}>
        <Input
          type="number"
          inputMode="decimal"
          min={0.25}
          max={4}
          step={0.25}
          value={settings.speed}
          onChange={(event) => onChange({ speed: event.target.value })}
        />
      </Field>
    </>
  );
}
