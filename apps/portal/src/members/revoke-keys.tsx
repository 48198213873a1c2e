'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { countMemberKeysAction, revokeMemberKeysAction } from '../app/(console)/org/members/actions';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';

/** Asks before all keys a person made are revoked: how many there are, and that it is for good. */
export function RevokeKeysDialog({ userId, person, onClose }: { userId: string; person: string; onClose: () => void }) {
  const t = useTranslations('organisation.members');
  const keys = useMemberKeys(userId);
  const { run, pending, error } = useAction(revokeMemberKeysAction, { success: t('keysRevoked'), onSuccess: onClose });
  const isNothing = keys === 0;
  const counted = typeof keys === 'number' ? t('revokeKeysEffect', { count: keys, person }) : t('countingKeys');
  const effect = keys === 'unknown' ? t('uncountedKeys', { person }) : counted;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('revokeKeysTitle', { person })}
      effect={effect}
      action={isNothing ? t('close') : t('revokeKeys')}
      onConfirm={isNothing ? onClose : () => run({ userId, reason: '' })}
      danger={!isNothing}
      pending={pending || keys === null}
      error={error}
    />
  );
}

/** How many keys that work the person made; null until that is known, `unknown` where it can't be. */
export function useMemberKeys(userId: string): number | 'unknown' | null {
  const [keys, setKeys] = useState<number | 'unknown' | null>(null);
  useEffect(() => {
    let isWanted = true;
    void countMemberKeysAction({ userId }).then((result) => {
      if (isWanted) setKeys(result.ok ? result.data.keys : 'unknown');
    });
    return () => {
      isWanted = false;
    };
  }, [userId]);
  return keys;
}
