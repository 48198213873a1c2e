'use client';

import { useTranslations } from 'next-intl';
import { Facts } from '../ui/facts';
import { HeldDialog } from '../ui/held-dialog';
import { PublicId } from '../ui/public-id';
import { Secret } from '../ui/secret';

interface ClientSecretDialogProps {
  clientId: string;
  secret: string;
  /** After a rotation: until when the one before works. */
  note?: string;
  onDone: () => void;
}

/** A client's secret, this once. */
export function ClientSecretDialog({ clientId, secret, note, onDone }: ClientSecretDialogProps) {
  const t = useTranslations('oauth.secret');
  return (
    <HeldDialog
      title={t('title')}
      lead={t('lead')}
      saved={{ label: t('saved'), hint: t('savedHint') }}
      done={t('done')}
      onDone={onDone}
    >
      <Facts facts={[[t('clientId'), <PublicId key="id" id={clientId} />]]} />
      <Secret value={secret} label={t('label')} />
      {note !== undefined && <p className="text-quiet">{note}</p>}
    </HeldDialog>
  );
}
