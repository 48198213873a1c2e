'use client';

import type { ProviderView } from '@turnpike/contracts/management/providers';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateProviderAction } from '../app/(console)/admin/providers/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Checkbox } from '../ui/checkbox';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';

const DEFAULTS = { path: '/models', intervalMs: 5000, timeoutMs: 2000, unhealthyAfter: 3, healthyAfter: 2 };
const NUMBERS = ['intervalMs', 'timeoutMs', 'unhealthyAfter', 'healthyAfter'] as const;

/** Whether and how a provider's places are asked whether they live. */
export function ProviderChecks({ provider }: { provider: ProviderView }) {
  const t = useTranslations('targetHealth.checks');
  const [isOn, setIsOn] = useState(provider.healthCheck !== null);
  const [check, setCheck] = useState(textsOf(provider.healthCheck ?? DEFAULTS));
  const { run, pending, error, fieldErrors } = useAction(updateProviderAction, { success: t('saved') });
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, Number(check[name])]));
  const submit = () =>
    run({ provider: provider.id, changes: { healthCheck: isOn ? { path: check.path, ...numbers } : null } });
  const changed =
    JSON.stringify(isOn ? check : null) !== JSON.stringify(provider.healthCheck && textsOf(provider.healthCheck));
  return (
    <Card title={t('title')} lead={t('lead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Checkbox label={t('on')} hint={t('onHint')} checked={isOn} onCheckedChange={(on) => setIsOn(on === true)} />
        {isOn && (
          <>
            <Field label={t('path')} hint={t('pathHint')} error={fieldErrors['changes.healthCheck.path']}>
              <Input
                value={check.path}
                onChange={(event) => setCheck({ ...check, path: event.target.value })}
                required
                className="font-mono"
              />
            </Field>
            <div className="grid items-end gap-4 sm:grid-cols-2">
              {NUMBERS.map((name) => (
                <Field key={name} label={t(name)} error={fieldErrors[`changes.healthCheck.${name}`]}>
                  <Input
                    inputMode="numeric"
                    value={check[name]}
                    onChange={(event) => setCheck({ ...check, [name]: event.target.value })}
                    required
                  />
                </Field>
              ))}
            </div>
          </>
        )}
        <FormError error={error} />
        <div>
          <Button type="submit" pending={pending} disabled={!changed}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function textsOf({ path, ...numbers }: NonNullable<ProviderView['healthCheck']>) {
  const { intervalMs, timeoutMs, unhealthyAfter, healthyAfter } = numbers;
  return {
    path,
    intervalMs: String(intervalMs),
    timeoutMs: String(timeoutMs),
    unhealthyAfter: String(unhealthyAfter),
    healthyAfter: String(healthyAfter),
  };
}
