'use client';

import { Send, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';
import { Textarea } from '../../ui/input';

interface ComposerProps {
  question: string;
  onChange: (question: string) => void;
  /** An answer is on its way: it can be stopped, and nothing else sent. */
  busy: boolean;
  onSend: () => void;
  onStop: () => void;
  /** Buttons at the other end. */
  tools: ReactNode;
}

/** Where the next message is written. */
export function Composer({ question, onChange, busy, onSend, onStop, tools }: ComposerProps) {
  const t = useTranslations('playground');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSend();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSend();
  };
  return (
    <form onSubmit={submit} className="border-t border-line p-4">
      <Field label={t('message')} hint={t('messageHint')}>
        <Textarea
          value={question}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
          rows={3}
          maxLength={100_000}
        />
      </Field>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {busy ? (
          <Button onClick={onStop}>
            <Square aria-hidden />
            {t('stop')}
          </Button>
        ) : (
          <Button type="submit" variant="primary" disabled={question.trim() === ''}>
            <Send aria-hidden />
            {t('send')}
          </Button>
        )}
        <span className="flex-1" />
        {tools}
      </div>
    </form>
  );
}
