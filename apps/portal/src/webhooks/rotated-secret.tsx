'use client';

import type { RotatedSecretView } from '@turnpike/contracts/management/webhooks';
import { useFormatter, useTranslations } from 'next-intl';
import { SecretDialog } from './secret-dialog';

/** The secret that a rotation made, and until when the one before it signs too. */
export function RotatedSecret({ rotated, onDone }: { rotated: RotatedSecretView; onDone: () => void }) {
  const t = useTranslations('webhooks.secret');
  const format = useFormatter();
  const { secret, previousUntil } = rotated;
  const note =
    previousUntil === null
      ? t('overlapNone')
      : t('overlap', { until: format.dateTime(new Date(previousUntil), { dateStyle: 'medium', timeStyle: 'short' }) });
  return <SecretDialog secret={secret} note={note} onDone={onDone} />;
}
