'use client';

import type { CreatedKeyView } from '@turnpike/contracts/management/keys';
import type { StartView } from '@turnpike/contracts/management/start';
import { useTranslations } from 'next-intl';
import { createFirstKeyAction } from '../app/(console)/app/start/actions';
import type { Mode } from '../server/preferences';
import { Button, LinkButton } from '../ui/button';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import { Step } from './step';

interface KeyStepProps {
  start: StartView;
  mode: Mode;
  canBuild: boolean;
  /** Made on this page, its secret still in memory. */
  created: CreatedKeyView | null;
  onCreated: (key: CreatedKeyView) => void;
}

/** One click to a key that works, saying what else it makes. */
export function KeyStep({ start, mode, canBuild, created, onCreated }: KeyStepProps) {
  const t = useTranslations('start');
  const { key, subscription, offer, canPay } = start;
  // Without money a live call would be refused: the first key is then one that costs nothing.
  const environment = canPay ? mode : 'test';
  const { run, pending, error } = useAction(createFirstKeyAction, { onSuccess: onCreated });
  const create = () => run({ applicationName: t('key.applicationName'), keyName: t('key.keyName'), environment });
  const possible = canBuild && (subscription !== null || offer !== null);
  const note =
    key === null
      ? t(`key.ahead.${environment}`)
      : t('key.done', { name: key.name, shown: `${key.start}…${key.last4}`, environment: t(key.environment) });
  return (
    <Step number={3} done={key !== null} title={t('key.title')} note={note}>
      {created === null && possible && (
        <div className="grid justify-items-start gap-3">
          {subscription === null && offer !== null && (
            <p className="max-w-prose">
              {t('key.makes', {
                product: offer.productName,
                plan: offer.planName,
                application: t('key.applicationName'),
              })}
            </p>
          )}
          <FormError error={error} />
          <Button variant={key === null ? 'primary' : 'secondary'} pending={pending} onClick={create}>
            {t(key === null ? 'key.createFirst' : 'key.createAnother')}
          </Button>
        </div>
      )}
      {created === null && !possible && key === null && (
        <div className="grid justify-items-start gap-3">
          <p>{t(canBuild ? 'key.nothingFree' : 'key.roleCannot')}</p>
          {canBuild && <LinkButton href="/catalog">{t('key.toCatalogue')}</LinkButton>}
        </div>
      )}
    </Step>
  );
}
