'use client';

import type { SecurityEventView } from '@turnpike/contracts/management/security';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { disableKeyAction } from '../app/(console)/app/keys/actions';
import { acknowledgeSecurityEventAction } from '../app/(console)/org/security/actions';
import { Button, LinkButton } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';

interface EventDeedsProps {
  event: SecurityEventView;
  canWrite: boolean;
  canDisable: boolean;
}

/** What can be done about an event: say that it was looked at, stop the key for now, or go to it for more. */
export function EventDeeds({ event, canWrite, canDisable }: EventDeedsProps) {
  const t = useTranslations('security');
  const isOpen = event.acknowledgedAt === null;
  const { run, pending, error } = useAction(acknowledgeSecurityEventAction, {
    success: t(isOpen ? 'acknowledge.done' : 'acknowledge.undone'),
  });
  const { key } = event;
  return (
    <div className="grid gap-2 md:justify-items-end">
      <div className="flex flex-wrap gap-2">
        {key !== null && key.status === 'active' && canDisable && <DisableKey keyId={key.id} name={key.name} />}
        {key !== null && (
          <LinkButton size="sm" href={`/app/keys/${key.id}`}>
            {t('openKey')}
          </LinkButton>
        )}
        {canWrite && (
          <Button
            size="sm"
            variant={isOpen ? 'secondary' : 'ghost'}
            pending={pending}
            onClick={() => run({ securityEventId: event.id, acknowledged: isOpen })}
          >
            {t(isOpen ? 'acknowledge.action' : 'acknowledge.undo')}
          </Button>
        )}
      </div>
      <FormError error={error} />
    </div>
  );
}

function DisableKey({ keyId, name }: { keyId: string; name: string }) {
  const t = useTranslations('security.disable');
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const { run, pending, error, reset } = useAction(disableKeyAction, {
    success: t('done'),
    onSuccess: () => {
      setAsked(false);
      router.refresh();
    },
  });
  return (
    <>
      <Button size="sm" onClick={() => setAsked(true)}>
        {t('action')}
      </Button>
      {asked && (
        <ConfirmDialog
          open
          onOpenChange={() => {
            setAsked(false);
            reset();
          }}
          title={t('title', { name })}
          effect={t('effect')}
          action={t('action')}
          danger
          onConfirm={() => run({ keyId, reason: t('reason') })}
          pending={pending}
          error={error}
        />
      )}
    </>
  );
}
