'use client';

/** The frame of a mode with one whole answer: what is asked, what to do with it, and below the line what came. */
import { Code, Play, Square, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import type { Snippet } from '../../ui/code-block';
import { Button } from '../../ui/button';
import type { Call } from './call';
import { CallFacts } from './call-facts';
import { CallFailed } from './call-failed';
import { CodeDialog } from './code-dialog';

interface CallPanelProps<T> {
  label: string;
  /** What the button says. */
  action: string;
  /** Something to send is there. */
  isReady: boolean;
  call: Call<T>;
  onRun: () => void;
  onStop: () => void;
  onClear: () => void;
  snippets: () => readonly Snippet[];
  /** Said where nothing was asked yet. */
  nothingYet: string;
  children: ReactNode;
  /** The answer of the last call that had one. */
  answer: (value: T) => ReactNode;
}

export function CallPanel<T>(props: CallPanelProps<T>) {
  const { label, action, isReady, call, onRun, onStop, onClear, children } = props;
  const t = useTranslations('playground');
  const [showCode, setShowCode] = useState(false);
  const busy = call.state === 'waiting';
  const run = () => {
    if (isReady && !busy) onRun();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    run();
  };
  return (
    <section aria-label={label} className="min-w-0 rounded-box border border-line">
      <form onSubmit={onSubmit} onKeyDown={onKeyDown} className="grid grid-cols-1 gap-4 p-4">
        {children}
        <div className="flex flex-wrap items-center gap-2">
          {busy ? (
            <Button onClick={onStop}>
              <Square aria-hidden />
              {t('stop')}
            </Button>
          ) : (
            <Button type="submit" variant="primary" disabled={!isReady}>
              <Play aria-hidden />
              {action}
            </Button>
          )}
          <span className="flex-1" />
          <Button variant="ghost" onClick={() => setShowCode(true)}>
            <Code aria-hidden />
            {t('asCode')}
          </Button>
          <Button variant="ghost" onClick={onClear} disabled={call.state === 'idle'}>
            <Trash2 aria-hidden />
            {t('clear')}
          </Button>
        </div>
      </form>
      <CallAnswer {...props} />
      <CodeDialog open={showCode} onOpenChange={setShowCode} snippets={showCode ? props.snippets() : []} />
    </section>
  );
}

function CallAnswer<T>({ call, nothingYet, answer }: CallPanelProps<T>) {
  const t = useTranslations('playground');
  const { state, value, failure } = call;
  return (
    <div
      role="region"
      aria-label={t('answer')}
      aria-live="polite"
      aria-busy={state === 'waiting'}
      className="grid min-h-40 grid-cols-1 content-start gap-4 border-t border-line p-4"
    >
      {state === 'idle' && <p className="max-w-prose text-quiet">{nothingYet}</p>}
      {state === 'waiting' && <p className="animate-pulse text-quiet">{t('atWork')}</p>}
      {state === 'stopped' && <p className="text-quiet">{t('stoppedWhole')}</p>}
      {failure !== null && <CallFailed failure={failure} />}
      {state === 'done' && value !== null && answer(value)}
      {call.requestId !== null && <CallFacts call={call} />}
    </div>
  );
}
