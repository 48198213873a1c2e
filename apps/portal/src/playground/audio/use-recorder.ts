'use client';

import { useEffect, useRef, useState } from 'react';
import { encodeWav } from './wav';

export type RecorderState = 'idle' | 'recording' | 'refused';

/** Records from the reader's microphone, after the browser has asked them, into a WAV file. */
export function useRecorder(onRecorded: (file: File) => void) {
  const [state, setState] = useState<RecorderState>('idle');
  const recorder = useRef<MediaRecorder | null>(null);
  useEffect(() => () => recorder.current?.stop(), []);

  const start = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const made = new MediaRecorder(stream);
      const parts: Blob[] = [];
      made.ondataavailable = ({ data }) => parts.push(data);
      made.onstop = () => {
        // The browser's sign that it listens goes out with the last track.
        for (const track of stream.getTracks()) track.stop();
        setState('idle');
        void toWav(new Blob(parts)).then(onRecorded, () => setState('refused'));
      };
      recorder.current = made;
      made.start();
      setState('recording');
    } catch {
      setState('refused');
    }
  };
  const stop = () => {
    recorder.current?.stop();
    recorder.current = null;
  };
  return { state, start, stop };
}

/** What browsers record has no length in its header; uncompressed it has. */
async function toWav(recorded: Blob): Promise<File> {
  const context = new AudioContext();
  try {
    const sound = await context.decodeAudioData(await recorded.arrayBuffer());
    const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index));
    return new File([encodeWav(channels, sound.sampleRate)], 'recording.wav', { type: 'audio/wav' });
  } finally {
    await context.close();
  }
}
