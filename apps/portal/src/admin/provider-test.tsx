'use client';

import type { ProviderTestView } from '@turnpike/contracts/management/provider-tests';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { testProviderAction } from '../app/(console)/admin/providers/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { FormError } from '../ui/form-error';
import { Instant } from '../ui/instant';
import { useAction } from '../ui/use-action';
import { TestOutcome } from './test-outcome';

/** Asks the provider for its models, and shows what came back. */
export function ProviderTest({ providerId }: { providerId: string }) {
  const t = useTranslations('admin.test');
  const [result, setResult] = useState<ProviderTestView | null>(null);
  const { run, pending, error } = useAction(testProviderAction, { onSuccess: setResult });
  return (
    <Card
      title={t('title')}
      lead={t('providerLead')}
      actions={
        <Button variant="primary" size="sm" pending={pending} onClick={() => run({ provider: providerId })}>
          {t('run')}
        </Button>
      }
    >
      <div aria-live="polite" className="grid grid-cols-1 gap-3">
        <FormError error={error} />
        {result === null && error === null && <p className="text-quiet">{t(pending ? 'running' : 'notYet')}</p>}
        {result !== null && (
          <>
            <TestOutcome outcome={result} />
            {result.modelCount > 0 && (
              <details>
                <summary className="cursor-pointer">{t('modelsListed', { count: result.modelCount })}</summary>
                <ul className="mt-2 grid max-h-64 gap-1 overflow-y-auto font-mono text-xs sm:grid-cols-2">
                  {result.models.map((name) => (
                    <li key={name} className="truncate" title={name}>
                      {name}
                    </li>
                  ))}
                </ul>
                {result.modelCount > result.models.length && (
                  <p className="mt-2 text-xs text-quiet">{t('modelsCut', { count: result.models.length })}</p>
                )}
              </details>
            )}
            <p className="text-xs text-quiet">
              <Instant iso={result.testedAt} show="time" />
            </p>
          </>
        )}
      </div>
    </Card>
  );
}
