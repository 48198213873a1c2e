'use client';

/** What can be done to an endpoint, as buttons on its page; what takes effect on others asks first and names it. */
import type { RotatedSecretView, WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import {
  enableWebhookEndpointAction,
  rotateWebhookSecretAction,
  sendTestEventAction,
} from '../app/(console)/app/webhooks/actions';
import { Button } from '../ui/button';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import { EditEndpointDialog } from './edit-endpoint-dialog';
import { DeleteDialog, DisableDialog, ReplayAllDialog } from './endpoint-dialogs';
import { RotatedSecret } from './rotated-secret';
import { RotateSecretDialog } from './rotate-secret-dialog';
import { useRefreshFor } from './use-refresh-for';

type Deed = 'edit' | 'rotate' | 'disable' | 'remove' | 'replayAll';

interface EndpointDeedsProps {
  endpoint: WebhookEndpointView;
  suggestion: string | null;
}

/** How long the page looks for what a test or a replay brings. */
const LOOK_MS = 20_000;

export function EndpointDeeds({ endpoint, suggestion }: EndpointDeedsProps) {
  const t = useTranslations('webhooks');
  const [deed, setDeed] = useState<Deed | null>(null);
  const lookFor = useRefreshFor(LOOK_MS);
  const { id } = endpoint;
  const test = useAction(sendTestEventAction, { success: t('test.success'), onSuccess: lookFor });
  const enable = useAction(enableWebhookEndpointAction, { success: t('enable.success'), onSuccess: lookFor });
  const isEnabled = endpoint.state === 'enabled';
  const button = (which: Deed, label: string) => (
    <Button size="sm" variant={which === 'remove' ? 'danger' : 'secondary'} onClick={() => setDeed(which)}>
      {label}
    </Button>
  );
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        {isEnabled ? (
          <Button size="sm" pending={test.pending} onClick={() => test.run({ endpointId: id })}>
            {t('test.action')}
          </Button>
        ) : (
          <Button size="sm" pending={enable.pending} onClick={() => enable.run({ endpointId: id })}>
            {t('enable.action')}
          </Button>
        )}
        {isEnabled && button('replayAll', t('replayAll.action'))}
        {button('edit', t('form.edit'))}
        {button('rotate', t('rotate.action'))}
        {isEnabled && button('disable', t('disable.action'))}
        {button('remove', t('remove.action'))}
      </div>
      <FormError error={test.error ?? enable.error} />
      <DeedDialog
        deed={deed}
        endpoint={endpoint}
        suggestion={suggestion}
        onClose={() => setDeed(null)}
        onReplayed={lookFor}
      />
    </div>
  );
}

interface DeedDialogProps extends EndpointDeedsProps {
  deed: Deed | null;
  onClose: () => void;
  onReplayed: () => void;
}

function DeedDialog({ deed, endpoint, suggestion, onClose, onReplayed }: DeedDialogProps) {
  const router = useRouter();
  const [rotated, setRotated] = useState<RotatedSecretView | null>(null);
  return (
    <>
      {deed === 'edit' && <EditEndpointDialog endpoint={endpoint} suggestion={suggestion} onClose={onClose} />}
      {deed === 'disable' && <DisableDialog endpoint={endpoint} onClose={onClose} />}
      {deed === 'remove' && <DeleteDialog endpoint={endpoint} onClose={onClose} />}
      {deed === 'replayAll' && <ReplayAllDialog endpoint={endpoint} onClose={onClose} onReplayed={onReplayed} />}
      {deed === 'rotate' && (
        <RotateSecretDialog
          action={({ overlap }) => rotateWebhookSecretAction({ endpointId: endpoint.id, overlap })}
          onClose={onClose}
          onRotated={(made) => {
            onClose();
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
    </>
  );
}
