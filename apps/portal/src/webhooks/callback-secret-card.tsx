'use client';

/** What signs the callbacks of jobs. The secret itself is seen when it is made, and never again. */
import type { CallbackSecretView, RotatedSecretView } from '@turnpike/contracts/management/webhooks';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { rotateCallbackSecretAction } from '../app/(console)/app/webhooks/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { FormError } from '../ui/form-error';
import { Instant } from '../ui/instant';
import { useAction } from '../ui/use-action';
import { RotatedSecret } from './rotated-secret';
import { RotateSecretDialog } from './rotate-secret-dialog';

export function CallbackSecretCard({ secret, mayWrite }: { secret: CallbackSecretView; mayWrite: boolean }) {
  const t = useTranslations('webhooks');
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [rotated, setRotated] = useState<RotatedSecretView | null>(null);
  const first = useAction(rotateCallbackSecretAction, { onSuccess: setRotated });
  const exists = secret.createdAt !== null;
  const open = () => (exists ? setAsking(true) : first.run({ overlap: 'now' }));
  const action = (
    <Button size="sm" onClick={open} pending={first.pending}>
      {t(exists ? 'callbackSecret.rotate' : 'callbackSecret.make')}
    </Button>
  );
  return (
    <Card title={t('callbackSecret.title')} lead={t('callbackSecret.lead')} actions={mayWrite ? action : undefined}>
      {secret.createdAt === null ? (
        <p className="max-w-prose text-quiet">{t('callbackSecret.none')}</p>
      ) : (
        <p>
          {t('callbackSecret.since')} <Instant iso={secret.createdAt} />
          {secret.previousSecretUntil !== null && (
            <span className="text-attention">
              {' · '}
              {t('rotate.both')} <Instant iso={secret.previousSecretUntil} />
            </span>
          )}
        </p>
      )}
      <FormError error={first.error} />
      {asking && (
        <RotateSecretDialog
          action={rotateCallbackSecretAction}
          onClose={() => setAsking(false)}
          onRotated={(made) => {
            setAsking(false);
            setRotated(made);
          }}
        />
      )}
      {rotated !== null && (
        <RotatedSecret
          rotated={rotated}
          onDone={() => {
            setRotated(null);
            router.refresh();
          }}
        />
      )}
    </Card>
  );
}
