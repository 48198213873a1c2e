'use client';

/** Four steps that tick themselves from facts: the server is asked every second and a half while there is one to wait for. */
import type { CreatedKeyView } from '@turnpike/contracts/management/keys';
import type { StartView } from '@turnpike/contracts/management/start';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { readStartAction } from '../app/(console)/app/start/actions';
import { chooseModeAction } from '../frame/actions';
import { CreatedKeyDialog } from '../keys/created-key-dialog';
import type { Mode } from '../server/preferences';
import { FirstCallStep } from './first-call-step';
import { KeyStep } from './key-step';
import { NextSteps } from './next-steps';
import { Step } from './step';

const POLL_MS = 1_500;

interface StartStepsProps {
  initial: StartView;
  mode: Mode;
  /** May make applications and keys. */
  canBuild: boolean;
  baseUrl: string;
}

export function StartSteps({ initial, mode, canBuild, baseUrl }: StartStepsProps) {
  const t = useTranslations('start');
  const [created, setCreated] = useState<CreatedKeyView | null>(null);
  const [showSecret, setShowSecret] = useState(false);
  const { start, refresh } = useStart(initial, created !== null);
  const onCreated = (key: CreatedKeyView) => {
    setCreated(key);
    setShowSecret(true);
    refresh();
    // The calls of a test key are seen in test mode.
    if (key.environment !== mode) void chooseModeAction({ mode: key.environment });
  };
  const { emailVerified, application, subscription, key, newestCall } = start;
  const called = newestCall !== null;
  return (
    <>
      <ol className="max-w-3xl">
        <Step
          number={1}
          done={emailVerified}
          title={t('mail.title')}
          note={t(emailVerified ? 'mail.done' : 'mail.ahead')}
        />
        <Step
          number={2}
          done={subscription !== null}
          title={t('application.title')}
          note={
            application !== null && subscription !== null
              ? t('application.done', {
                  application: application.name,
                  product: subscription.product,
                  plan: subscription.plan,
                })
              : t(start.waitingSubscriptions > 0 ? 'application.waiting' : 'application.ahead')
          }
        />
        <KeyStep start={start} mode={mode} canBuild={canBuild} created={created} onCreated={onCreated} />
        <FirstCallStep
          start={start}
          created={created}
          baseUrl={baseUrl}
          arrivedSince={initial.newestCall?.requestId ?? null}
          onSent={refresh}
        />
      </ol>
      {called && key !== null && <NextSteps canPay={start.canPay} />}
      {created !== null && showSecret && (
        <CreatedKeyDialog created={created} baseUrl={baseUrl} model={null} onDone={() => setShowSecret(false)} />
      )}
    </>
  );
}

/** The facts, kept fresh while they may change soon: until the first call, and while a new key is being tried. */
function useStart(initial: StartView, trying: boolean): { start: StartView; refresh: () => void } {
  const { data, refetch } = useQuery({
    queryKey: ['start', initial.tenantId],
    queryFn: async () => {
      const result = await readStartAction();
      if (!result.ok) throw new Error(result.error.message);
      return result.data;
    },
    initialData: initial,
    refetchInterval: ({ state }) => (trying || state.data?.newestCall == null ? POLL_MS : false),
  });
  return { start: data, refresh: () => void refetch() };
}
