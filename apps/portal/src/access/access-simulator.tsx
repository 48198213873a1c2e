'use client';

import type { AccessSimulationView } from '@turnpike/contracts/management/access-policies';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { simulateAccessAction } from '../app/(console)/org/access/policies/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import type { ValueOption, ValueOptions } from './policy-options';
import { SimulationFields, type SimulationTexts } from './simulation-fields';
import { SimulationTrace } from './simulation-trace';

interface AccessSimulatorProps {
  options: ValueOptions;
  /** Keys and applications. */
  callers: readonly ValueOption[];
  /** Where the reader is. */
  ownAddress: string;
}

/** Something that isn't done, and whether it would be allowed. */
export function AccessSimulator({ options, callers, ownAddress }: AccessSimulatorProps) {
  const t = useTranslations('access.simulator');
  const [texts, setTexts] = useState<SimulationTexts>({
    realm: 'call', caller: callers[0]?.value ?? '', operation: 'chat.completions', model: '', product: '', endUser: '',
    who: 'developer', action: 'key:write', resourceId: '', address: ownAddress, at: '',
  }); // prettier-ignore
  const [result, setResult] = useState<AccessSimulationView>();
  const { run, pending, error, fieldErrors } = useAction(simulateAccessAction, { onSuccess: setResult });
  const isReady = texts.realm === 'manage' || texts.caller !== '';
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[24rem_1fr]">
      <Card title={t('form')}>
        <form
          className="grid grid-cols-1 gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            run(questionOf(texts));
          }}
        >
          <SimulationFields
            {...{ texts, options, callers }}
            errors={fieldErrors}
            onChange={(change) => setTexts((before) => ({ ...before, ...change }))}
          />
          <FormError error={error} />
          <div>
            <Button type="submit" variant="primary" pending={pending} disabled={!isReady}>
              {t('submit')}
            </Button>
          </div>
        </form>
      </Card>
      <div className="min-w-0" aria-live="polite">
        {result !== undefined && <SimulationTrace result={result} options={options} />}
      </div>
    </div>
  );
}

/** What is asked: what was left empty isn't known. */
function questionOf(texts: SimulationTexts) {
  const { realm, caller, operation, who, action, at } = texts;
  const given = (name: 'model' | 'product' | 'endUser' | 'address' | 'resourceId') => {
    const text = texts[name].trim();
    return text === '' ? {} : { [name]: text };
  };
  const moment = { ...given('address'), ...(at === '' ? {} : { at: new Date(at).toISOString() }) };
  if (realm === 'manage') {
    const subject = who.startsWith('usr_') ? { userId: who } : { role: who };
    return { realm, ...subject, action, ...given('resourceId'), ...moment };
  }
  const subject = caller.startsWith('app_') ? { applicationId: caller } : { keyId: caller };
  return { realm, ...subject, operation, ...given('model'), ...given('product'), ...given('endUser'), ...moment };
}
