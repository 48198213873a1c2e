'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { CallFacts } from '../call/call-facts';
import { CallFailed } from '../call/call-failed';
import type { Turn } from './conversation';

/** What was said so far. It follows the newest line unless its reader has scrolled away from it. */
export function Transcript({ turns, environment }: { turns: readonly Turn[]; environment: 'live' | 'test' }) {
  const t = useTranslations('playground');
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (follows.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [turns]);
  const onScroll = () => {
    const { scrollTop, clientHeight, scrollHeight } = box.current ?? document.body;
    follows.current = scrollHeight - scrollTop - clientHeight < 48;
  };
  return (
    <div
      ref={box}
      onScroll={onScroll}
      role="log"
      aria-label={t('transcript')}
      tabIndex={0}
      className="h-[24rem] overflow-y-auto p-4 lg:h-[calc(100dvh-26rem)] lg:min-h-[24rem]"
    >
      {turns.length === 0 && <p className="max-w-prose text-quiet">{t(`nothingSaid.${environment}`)}</p>}
      <ol className="grid grid-cols-1 gap-6">
        {turns.map(({ id, question, picture, answer }) => (
          <li key={id} className="grid grid-cols-1 gap-3">
            <div>
              <h3 className="mb-1 text-2xs text-quiet">{t('you')}</h3>
              {picture !== null && (
                <img src={picture.url} alt={picture.name} className="mb-2 max-h-40 max-w-full rounded-box" />
              )}
              <p className="break-words whitespace-pre-wrap">{question}</p>
            </div>
            <div aria-busy={answer.state === 'waiting' || answer.state === 'streaming'}>
              <h3 className="mb-1 text-2xs text-quiet">{t('model')}</h3>
              {answer.thoughts !== '' && (
                <details className="mb-2 text-quiet">
                  <summary className="cursor-pointer text-xs">{t('thoughts')}</summary>
                  <p className="mt-1 break-words whitespace-pre-wrap">{answer.thoughts}</p>
                </details>
              )}
              {answer.text !== '' && (
                <p className="border-l-2 border-lane-text pl-3 break-words whitespace-pre-wrap">{answer.text}</p>
              )}
              {answer.state === 'waiting' && <p className="animate-pulse text-quiet">{t('waiting')}</p>}
              {answer.failure !== null && <CallFailed failure={answer.failure} />}
              {answer.state === 'stopped' && <p className="mt-2 text-xs text-quiet">{t('stopped')}</p>}
            </div>
            {answer.requestId !== null && (
              <CallFacts call={answer} tokens={{ input: answer.promptTokens, output: answer.completionTokens }} />
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
