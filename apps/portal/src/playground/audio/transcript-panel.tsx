'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { transcriptSnippets } from '../../snippets/task-snippets';
import { CallPanel } from '../call/call-panel';
import { CallTarget, modelAt } from '../call/call-target';
import { FileField, fits } from '../call/file-field';
import { formOf } from '../call/form-of';
import { ModeLayout } from '../call/mode-layout';
import { useCall } from '../call/use-call';
import type { ModeProps } from '../mode-props';
import { readTranscript, type Transcript } from './read-transcript';
import { RecordButton } from './record-button';
import { SoundPlayer } from './sound-player';
import { TranscriptFields, type TranscriptSettings } from './transcript-settings';
import { TranscriptText } from './transcript-text';

/** What a recording says, in its own language or in English. */
export function TranscriptPanel({
  kind,
  place,
  target,
  initial,
}: ModeProps & { kind: 'transcriptions' | 'translations' }) {
  const t = useTranslations('playground');
  const operations = [`audio.${kind}`];
  const [chosen, setChosen] = useState(initial.model);
  const [file, setFile] = useState<File | null>(null);
  const [settings, setSettings] = useState<TranscriptSettings>({ format: 'json', language: '', prompt: '' });
  const { call, run, stop, clear } = useCall<Transcript>(place);
  const model = modelAt(target, operations, chosen);
  const body = {
    model: model?.name ?? '',
    response_format: settings.format,
    // A translation is into English, whatever is spoken.
    language: kind === 'translations' ? undefined : settings.language.trim() || undefined,
    prompt: settings.prompt.trim() || undefined,
  };
  const ask = (sound: File) =>
    run(target.applicationId, { path: `/audio/${kind}`, body: formOf(body, { file: sound }) }, readTranscript);
  const code = { baseUrl: place.baseUrl, key: t('placeholderKey'), body, kind, file: file?.name ?? 'recording.wav' };
  return (
    <ModeLayout
      settings={
        <CallTarget target={target} operations={operations} model={model} onModel={setChosen}>
          <TranscriptFields
            hasLanguage={kind === 'transcriptions'}
            settings={settings}
            onChange={(change) => setSettings((before) => ({ ...before, ...change }))}
          />
        </CallTarget>
      }
    >
      <CallPanel
        label={t(`audio.${kind}`)}
        action={t(`audio.${kind}Action`)}
        isReady={file !== null && fits(file)}
        call={call}
        onRun={() => file !== null && ask(file)}
        onStop={stop}
        onClear={clear}
        snippets={() => transcriptSnippets(code)}
        nothingYet={t('audio.transcriptNothing')}
        answer={(transcript) => <TranscriptText transcript={transcript} />}
      >
        <FileField
          label={t('audio.recording')}
          hint={t('audio.recordingHint')}
          accept="audio/*,video/mp4,video/webm"
          file={file}
          onFile={setFile}
        />
        <RecordButton onRecorded={setFile} />
        {file !== null && <SoundPlayer blob={file} name={file.name} />}
      </CallPanel>
    </ModeLayout>
  );
}
