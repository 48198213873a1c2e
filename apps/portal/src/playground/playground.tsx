'use client';

/** The playground: a conversation at the left, its settings at the right (below a fold on a phone). */
import type { PlaygroundApplicationView } from '@turnpike/contracts/management/start';
import { Code, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../ui/button';
import { CodeDialog } from './code-dialog';
import { Composer } from './composer';
import { messagesOf } from './conversation';
import { PlaygroundSettings, type Settings } from './playground-settings';
import { Transcript } from './transcript';
import { useChat } from './use-chat';

interface PlaygroundProps {
  /** Each has a model at least. */
  applications: readonly PlaygroundApplicationView[];
  environment: 'live' | 'test';
  baseUrl: string;
  initial: { model: string; prompt: string; system: string };
}

export function Playground({ applications, environment, baseUrl, initial }: PlaygroundProps) {
  const t = useTranslations('playground');
  const [settings, setSettings] = useState(() => firstSettings(applications, initial));
  const [question, setQuestion] = useState(initial.prompt);
  const [showCode, setShowCode] = useState(false);
  const { turns, busy, send, stop, clear } = useChat({ baseUrl, environment });
  const request = {
    model: settings.model,
    temperature: numberOf(settings.temperature),
    maxTokens: numberOf(settings.maxTokens),
  };
  const submit = () => {
    if (busy || question.trim() === '') return;
    send({ applicationId: settings.applicationId, request, system: settings.system, question });
    setQuestion('');
  };
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <section aria-label={t('conversation')} className="min-w-0 rounded-box border border-line">
        <Transcript turns={turns} environment={environment} />
        <Composer
          question={question}
          onChange={setQuestion}
          busy={busy}
          onSend={submit}
          onStop={stop}
          tools={
            <>
              <Button variant="ghost" onClick={() => setShowCode(true)}>
                <Code aria-hidden />
                {t('asCode')}
              </Button>
              <Button variant="ghost" onClick={clear} disabled={turns.length === 0}>
                <Trash2 aria-hidden />
                {t('clear')}
              </Button>
            </>
          }
        />
      </section>
      <PlaygroundSettings applications={applications} settings={settings} onChange={setSettings} />
      <CodeDialog
        open={showCode}
        onOpenChange={setShowCode}
        call={{
          baseUrl,
          key: t('placeholderKey'),
          ...request,
          messages: messagesOf(settings.system, ...lastExchange(turns, question)),
          stream: true,
        }}
      />
    </div>
  );
}

/** What would be sent next; with nothing typed, what was sent last. */
function lastExchange<T extends { question: string }>(turns: readonly T[], question: string): [readonly T[], string] {
  const last = turns.at(-1);
  if (question.trim() !== '' || last === undefined) return [turns, question];
  return [turns.slice(0, -1), last.question];
}

function firstSettings(
  applications: PlaygroundProps['applications'],
  { model, system }: PlaygroundProps['initial'],
): Settings {
  const serving = applications.find(({ models }) => models.some(({ name }) => name === model));
  const application = serving ?? applications[0];
  return {
    applicationId: application?.id ?? '',
    model: serving === undefined ? (application?.models[0]?.name ?? '') : model,
    system,
    temperature: '',
    maxTokens: '512',
  };
}

/** An empty field leaves the choice to the model. */
function numberOf(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
}
