'use client';

import type { AnsweredConsentView, ConsentRequestView } from '@turnpike/contracts/management/oauth';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { allowConsentAction, denyConsentAction } from '../app/(auth)/consent/[uid]/actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Select } from '../ui/input';
import { useAction } from '../ui/use-action';

interface ConsentFormProps {
  handle: string;
  request: Pick<ConsentRequestView, 'client' | 'applications' | 'remembered'>;
}

/** By the browser itself: the server that waits for the answer is no page of ours, nor is the one it leads to. */
const goOn = ({ continueAt }: AnsweredConsentView) => window.location.assign(continueAt);

/** Asks for the application that pays, and for a yes or a no. What was allowed before is allowed again by itself. */
export function ConsentForm({ handle, request }: ConsentFormProps) {
  const t = useTranslations('oauth.consent');
  const { applications, remembered, client } = request;
  const usual = remembered ?? (applications.find((one) => one.isSubscribed) ?? applications[0])?.id ?? '';
  const [applicationId, setApplicationId] = useState(usual);
  const allow = useAction(allowConsentAction, { onSuccess: goOn });
  const deny = useAction(denyConsentAction, { onSuccess: goOn });
  const began = useRef(false);
  useEffect(() => {
    if (remembered === null || began.current) return;
    began.current = true;
    allow.run({ handle, applicationId: remembered });
  }, [allow, handle, remembered]);
  const error = allow.error ?? deny.error;
  if (remembered !== null && error === null) return <p role="status">{t('goingOn', { client: client.name })}</p>;
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        allow.run({ handle, applicationId });
      }}
    >
      <Field label={t('pays')} hint={t('paysHint')}>
        <Select value={applicationId} onChange={(event) => setApplicationId(event.target.value)}>
          {applications.map(({ id, name, tenant, isSubscribed }) => (
            <option key={id} value={id}>
              {t(isSubscribed ? 'choice' : 'notSubscribed', { name, tenant })}
            </option>
          ))}
        </Select>
      </Field>
      <FormError error={error} />
      <div className="grid grid-cols-2 gap-3">
        <Button size="lg" pending={deny.pending} onClick={() => deny.run({ handle })}>
          {t('deny')}
        </Button>
        <Button type="submit" variant="primary" size="lg" pending={allow.pending}>
          {t('allow')}
        </Button>
      </div>
    </form>
  );
}
