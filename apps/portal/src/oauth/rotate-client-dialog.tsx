'use client';

import type { OAuthClientView, RotatedClientSecretView } from '@turnpike/contracts/management/oauth';
import { SECRET_OVERLAPS_MS } from '@turnpike/contracts/management/webhooks';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { rotateClientSecretAction } from '../app/(console)/app/oauth-clients/actions';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { Select } from '../ui/input';
import { useAction } from '../ui/use-action';

type Overlap = keyof typeof SECRET_OVERLAPS_MS;

interface RotateClientDialogProps {
  client: OAuthClientView;
  onClose: () => void;
  onRotated: (rotated: RotatedClientSecretView) => void;
}

/** Asks how long the old secret works beside its successor. */
export function RotateClientDialog({ client, onClose, onRotated }: RotateClientDialogProps) {
  const t = useTranslations('oauth.rotate');
  const [overlap, setOverlap] = useState<Overlap>('24h');
  const { run, pending, error } = useAction(rotateClientSecretAction, { onSuccess: onRotated });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('title')}
      effect={t('effect')}
      action={t('action')}
      danger={false}
      pending={pending}
      error={error}
      onConfirm={() => run({ clientId: client.id, overlap })}
    >
      <Field label={t('overlap')}>
        <Select value={overlap} onChange={(event) => setOverlap(event.target.value as Overlap)}>
          {(Object.keys(SECRET_OVERLAPS_MS) as Overlap[]).map((one) => (
            <option key={one} value={one}>
              {t(`overlaps.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
    </ConfirmDialog>
  );
}
