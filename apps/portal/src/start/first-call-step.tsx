'use client';

import type { CreatedKeyView } from '@turnpike/contracts/management/keys';
import type { StartCallView, StartView } from '@turnpike/contracts/management/start';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { CallFailed } from '../playground/call/call-failed';
import type { CallFailure } from '../playground/call/gateway-call';
import { chatSnippets } from '../snippets/chat-snippets';
import { Badge, HttpStatus } from '../ui/badge';
import { Button } from '../ui/button';
import { CodeBlock } from '../ui/code-block';
import { Count, Duration, Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { sendFirstCall } from './send-first-call';
import { Step } from './step';

interface FirstCallStepProps {
  start: StartView;
  created: CreatedKeyView | null;
  baseUrl: string;
  /** The newest call when the page was opened: another one has arrived since. */
  arrivedSince: string | null;
  onSent: () => void;
}

/** The code of a first call, and the call itself as it arrives. */
export function FirstCallStep({ start, created, baseUrl, arrivedSince, onSent }: FirstCallStepProps) {
  const t = useTranslations('start');
  const { newestCall, model, key } = start;
  const messages = [{ role: 'user', content: t('call.prompt') }] as const;
  const note = newestCall === null ? t(key === null ? 'call.ahead' : 'call.waiting') : t('call.done');
  return (
    <Step number={4} done={newestCall !== null} title={t('call.title')} note={note}>
      {model !== null && (key !== null || created !== null) && (
        <div className="grid grid-cols-1 gap-3">
          <CodeBlock
            label={t('call.code')}
            snippets={chatSnippets({ baseUrl, key: created?.key ?? t('call.placeholder'), model, messages })}
          />
          {created === null && <p className="text-xs text-quiet">{t('call.placeholderNote')}</p>}
          {created !== null && (
            <SendFromHere call={{ baseUrl, key: created.key, model, content: t('call.prompt') }} onSent={onSent} />
          )}
        </div>
      )}
      {newestCall !== null && <ArrivedCall call={newestCall} isNew={newestCall.requestId !== arrivedSince} />}
    </Step>
  );
}

function SendFromHere({ call, onSent }: { call: Parameters<typeof sendFirstCall>[0]; onSent: () => void }) {
  const t = useTranslations('start');
  const [pending, setPending] = useState(false);
  const [outcome, setOutcome] = useState<{ text: string } | { failure: CallFailure } | null>(null);
  const send = async () => {
    setPending(true);
    setOutcome(await sendFirstCall(call));
    setPending(false);
    onSent();
  };
  return (
    <div className="grid justify-items-start gap-2">
      <Button onClick={() => void send()} pending={pending}>
        {t('call.send')}
      </Button>
      {outcome !== null && 'text' in outcome && (
        <p role="status" className="border-l-2 border-lane-text pl-3 break-words">
          {outcome.text}
        </p>
      )}
      {outcome !== null && 'failure' in outcome && <CallFailed failure={outcome.failure} />}
    </div>
  );
}

function ArrivedCall({ call, isNew }: { call: StartCallView; isNew: boolean }) {
  const t = useTranslations('start');
  const { requestId, model, status, environment, inputTokens, outputTokens, charge, currency, durationMs } = call;
  return (
    <Link
      href={`/app/calls/${requestId}`}
      className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-box border border-line px-4 py-3 text-text no-underline hover:bg-hover"
    >
      <HttpStatus status={status} />
      <span className="font-[600]">{model ?? t('call.noModel')}</span>
      {environment === 'test' && <Badge tone="test">{t('test')}</Badge>}
      {inputTokens !== null && outputTokens !== null && (
        <Count value={inputTokens + outputTokens} unit={t('call.tokens')} />
      )}
      {charge !== null && <Money amount={charge} currency={currency} />}
      <Duration ms={durationMs} />
      <span className="flex-1 text-right text-xs text-quiet">
        {isNew ? t('call.justArrived') : <Instant iso={call.startedAt} />}
      </span>
    </Link>
  );
}
