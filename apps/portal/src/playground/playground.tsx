'use client';

/** The playground: one mode at a time; those that were looked at keep what was written and answered in them. */
import type { PlaygroundApplicationView } from '@turnpike/contracts/management/start';
import { useSearchParams } from 'next/navigation';
import { Activity, useState } from 'react';
import { AudioMode } from './audio/audio-mode';
import type { Target } from './call/call-target';
import { usePlaygroundKey } from './call/use-playground-key';
import { ConversationMode } from './conversation/conversation-mode';
import { EmbeddingsMode } from './embeddings/embeddings-mode';
import { ImagesMode } from './images/images-mode';
import type { ModeProps } from './mode-props';
import { ModeTabs } from './mode-tabs';
import { modeOf, type PlaygroundMode } from './modes';
import { ModerationsMode } from './moderations/moderations-mode';
import { RerankMode } from './rerank/rerank-mode';

interface PlaygroundProps {
  /** Each has a model at least. */
  applications: readonly PlaygroundApplicationView[];
  environment: 'live' | 'test';
  baseUrl: string;
  initial: ModeProps['initial'];
}

export function Playground({ applications, environment, baseUrl, initial }: PlaygroundProps) {
  const mode = modeOf(useSearchParams().get('mode'), { model: initial.model, applications });
  const [first] = useState(mode);
  const [seen, setSeen] = useState<readonly PlaygroundMode[]>([mode]);
  if (!seen.includes(mode)) setSeen([...seen, mode]);
  const [applicationId, setApplicationId] = useState(() => firstApplication(applications, initial.model));
  const takeKey = usePlaygroundKey(environment);
  const target: Target = { applications, applicationId, onApplication: setApplicationId };
  const place = { baseUrl, environment, takeKey };
  // What an address says was meant for the mode it opened.
  const initialOf = (one: PlaygroundMode) => (one === first ? initial : { ...initial, prompt: '', system: '' });
  return (
    <>
      <ModeTabs mode={mode} />
      {seen.map((one) => (
        <Activity key={one} mode={one === mode ? 'visible' : 'hidden'}>
          <Mode mode={one} place={place} target={target} initial={initialOf(one)} />
        </Activity>
      ))}
    </>
  );
}

function Mode({ mode, ...props }: ModeProps & { mode: PlaygroundMode }) {
  switch (mode) {
    case 'chat':
    case 'responses':
      return <ConversationMode mode={mode} {...props} />;
    case 'embeddings':
      return <EmbeddingsMode {...props} />;
    case 'images':
      return <ImagesMode {...props} />;
    case 'audio':
      return <AudioMode {...props} />;
    case 'rerank':
      return <RerankMode {...props} />;
    case 'moderations':
      return <ModerationsMode {...props} />;
  }
}

/** One that may call the model asked for, where there is one. */
function firstApplication(applications: PlaygroundProps['applications'], model: string): string {
  const serving = applications.find(({ models }) => models.some(({ name }) => name === model));
  return (serving ?? applications[0])?.id ?? '';
}
