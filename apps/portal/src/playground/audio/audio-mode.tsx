'use client';

import { useTranslations } from 'next-intl';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '../../ui/tabs';
import { modelAt } from '../call/call-target';
import { NobodyToAsk } from '../call/nobody-to-ask';
import type { ModeProps } from '../mode-props';
import { SpeechPanel } from './speech-panel';
import { TranscriptPanel } from './transcript-panel';

const TASKS = ['speech', 'transcriptions', 'translations'] as const;

/** Sound made of a text, and text of sound: what the application's models can do of it. */
export function AudioMode(props: ModeProps) {
  const t = useTranslations('playground.audio');
  const { target, initial } = props;
  const possible = TASKS.filter((task) => modelAt(target, [`audio.${task}`], '') !== undefined);
  const asked = possible.find((task) => modelAt(target, [`audio.${task}`], initial.model)?.name === initial.model);
  const [first] = possible;
  if (first === undefined) return <NobodyToAsk mode="audio" />;
  return (
    // Another application may have other models.
    <Tabs key={possible.join()} defaultValue={asked ?? first}>
      <TabsList aria-label={t('tasks')}>
        {possible.map((task) => (
          <TabsTrigger key={task} value={task}>
            {t(task)}
          </TabsTrigger>
        ))}
      </TabsList>
      {possible.map((task) => (
        // Kept when another one is looked at.
        <TabsContent key={task} value={task} forceMount className="data-[state=inactive]:hidden">
          {task === 'speech' ? <SpeechPanel {...props} /> : <TranscriptPanel {...props} kind={task} />}
        </TabsContent>
      ))}
    </Tabs>
  );
}
