'use client';

import { Mic, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../ui/button';
import { useRecorder } from './use-recorder';

/** Records instead of choosing a file. */
export function RecordButton({ onRecorded }: { onRecorded: (file: File) => void }) {
  const t = useTranslations('playground.audio');
  const { state, start, stop } = useRecorder(onRecorded);
  return (
    <div className="grid grid-cols-1 justify-items-start gap-1.5">
      {state === 'recording' ? (
        <Button onClick={stop}>
          <Square aria-hidden className="text-stopped" />
          {t('stopRecording')}
        </Button>
      ) : (
        <Button onClick={() => void start()}>
          <Mic aria-hidden />
          {t('record')}
        </Button>
      )}
      <p role="status" className="text-xs text-quiet">
        {state === 'recording' && t('recordingNow')}
        {state === 'refused' && t('recordingRefused')}
      </p>
    </div>
  );
}
