'use client';

import { Code, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../ui/button';
import { CallTarget, modelAt } from '../call/call-target';
import { CodeDialog } from '../call/code-dialog';
import { ModeLayout } from '../call/mode-layout';
import { NobodyToAsk } from '../call/nobody-to-ask';
import { numberOf } from '../call/typed';
import type { ModeProps } from '../mode-props';
import { AttachPicture } from './attach-picture';
import { Composer } from './composer';
import type { Turn } from './conversation';
import { ConversationFields } from './conversation-settings';
import type { Picture } from './picture';
import { Transcript } from './transcript';
import { useConversation } from './use-conversation';
import { type Asked, chatWire, responsesWire } from './wires';

const OPERATIONS = ['chat.completions'];

/** A conversation, over one of the two wires there are for it. */
export function ConversationMode({ mode, ...props }: ModeProps & { mode: 'chat' | 'responses' }) {
  const { target, initial } = props;
  const [chosen, setChosen] = useState(initial.model);
  const [settings, setSettings] = useState({
    system: initial.system,
    temperature: '',
    maxTokens: '512',
    effort: '',
    carriesOn: true,
  });
  const model = modelAt(target, OPERATIONS, chosen);
  const { system, effort, carriesOn, temperature, maxTokens } = settings;
  return (
    <ModeLayout
      settings={
        <CallTarget target={target} operations={OPERATIONS} model={model} onModel={setChosen}>
          <ConversationFields
            isResponses={mode === 'responses'}
            model={model}
            settings={settings}
            onChange={(change) => setSettings((before) => ({ ...before, ...change }))}
          />
        </CallTarget>
      }
    >
      {model === undefined ? (
        <NobodyToAsk mode={mode} />
      ) : (
        <Conversation
          {...props}
          mode={mode}
          how={{
            model: model.name,
            system,
            temperature: numberOf(temperature),
            maxTokens: numberOf(maxTokens),
            effort,
            carriesOn,
          }}
        />
      )}
    </ModeLayout>
  );
}

/** What is said next, on top of what was. */
type Next = Pick<Asked, 'turns' | 'question' | 'picture'>;

interface ConversationProps extends ModeProps {
  mode: 'chat' | 'responses';
  how: Omit<Asked, keyof Next>;
}

function Conversation({ mode, place, target, initial, how }: ConversationProps) {
  const t = useTranslations('playground');
  const [question, setQuestion] = useState(initial.prompt);
  const [picture, setPicture] = useState<Picture | null>(null);
  const [showCode, setShowCode] = useState(false);
  const { turns, busy, send, stop, clear } = useConversation(place);
  const wire = mode === 'chat' ? chatWire : responsesWire;
  const submit = () => {
    if (busy || question.trim() === '') return;
    const asked = { ...how, turns, question, picture };
    const { applicationId } = target;
    send({ applicationId, question, picture, ask: (connection) => wire.ask(connection, asked) });
    setQuestion('');
    setPicture(null);
  };
  const snippets = () => {
    const shown = { ...how, ...lastExchange({ turns, question, picture }) };
    return wire.snippets({ baseUrl: place.baseUrl, key: t('placeholderKey') }, shown);
  };
  return (
    <section aria-label={t('conversation')} className="min-w-0 rounded-box border border-line">
      <Transcript turns={turns} environment={place.environment} />
      <Composer
        question={question}
        onChange={setQuestion}
        busy={busy}
        onSend={submit}
        onStop={stop}
        tools={
          <>
            <AttachPicture picture={picture} onPicture={setPicture} />
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
      <CodeDialog open={showCode} onOpenChange={setShowCode} snippets={showCode ? snippets() : []} />
    </section>
  );
}

/** What would be sent next; with nothing typed, what was sent last. */
function lastExchange(next: { turns: readonly Turn[]; question: string; picture: Picture | null }): Next {
  const last = next.turns.at(-1);
  if (next.question.trim() !== '' || last === undefined) return next;
  return { turns: next.turns.slice(0, -1), question: last.question, picture: last.picture };
}
