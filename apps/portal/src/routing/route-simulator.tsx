'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { simulateRouteAction } from '../app/(console)/admin/routing/simulator/actions';
import type { RouteSimulationView } from '@turnpike/contracts/management/routing';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import { CallFields, type CallTexts } from './call-fields';
import { readHeaders } from './read-headers';
import { SimulationResult } from './simulation-result';

interface RouteSimulatorProps {
  models: readonly { id: string; name: string }[];
  /** The model that the form begins with. */
  begin: string;
}

/** A call that is not made, and where it would go now. */
export function RouteSimulator({ models, begin }: RouteSimulatorProps) {
  const t = useTranslations('routing.simulator');
  const [texts, setTexts] = useState<CallTexts>({
    model: begin, path: '/v1/chat/completions', headers: '', environment: 'live', endUser: '', tenant: '',
  }); // prettier-ignore
  const [result, setResult] = useState<{ model: string; view: RouteSimulationView }>();
  const { run, pending, error, fieldErrors } = useAction(simulateRouteAction, {
    onSuccess: (view) => setResult({ model: texts.model, view }),
  });
  const { model, path, environment, endUser, tenant } = texts;
  const { headers, badLine } = readHeaders(texts.headers);
  const headersError = badLine === null ? headerFault(fieldErrors) : t('badHeader', { line: badLine });
  const ask = () => {
    if (badLine !== null) return;
    run({ model, path, headers, environment, endUser: endUser.trim() || null, tenant: tenant.trim() || null });
  };
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[22rem_1fr]">
      <Card title={t('call')}>
        <form
          className="grid grid-cols-1 gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <CallFields
            texts={texts}
            models={models}
            errors={{ ...fieldErrors, ...(headersError === undefined ? {} : { headers: headersError }) }}
            onChange={(change) => setTexts((before) => ({ ...before, ...change }))}
          />
          <FormError error={error} />
          <div>
            <Button type="submit" variant="primary" pending={pending} disabled={model === ''}>
              {t(result === undefined ? 'run' : 'again')}
            </Button>
          </div>
        </form>
      </Card>
      <div className="min-w-0" aria-live="polite">
        {result === undefined ? (
          <p className="rounded-box border border-dashed border-line-strong p-5 text-quiet">{t('empty')}</p>
        ) : (
          <SimulationResult
            simulation={result.view}
            modelId={models.find(({ name }) => name === result.model)?.id ?? null}
          />
        )}
      </div>
    </div>
  );
}

function headerFault(errors: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(errors).find(([path]) => path.startsWith('headers'))?.[1];
}
