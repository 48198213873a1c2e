'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { resendInvitationAction, revokeInvitationAction } from '../app/(console)/org/members/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { toast } from '../ui/toast';
import { useAction } from '../ui/use-action';

/** Sends an invitation again, or revokes it. */
export function InvitationActions({ id, email }: { id: string; email: string }) {
  const t = useTranslations('organisation.invitations');
  const [asked, setAsked] = useState(false);
  const resend = useAction(
    async (input: { invitationId: string }) => {
      const result = await resendInvitationAction(input);
      // There is no form to show it in.
      if (!result.ok) toast.error(result.error.message);
      return result;
    },
    { success: t('resent') },
  );
  const revoke = useAction(revokeInvitationAction, { success: t('revoked'), onSuccess: () => setAsked(false) });
  return (
    <span className="inline-flex gap-2">
      <Button
        size="sm"
        pending={resend.pending}
        onClick={() => resend.run({ invitationId: id })}
        aria-label={t('resendTo', { email })}
      >
        {t('resend')}
      </Button>
      <Button size="sm" variant="ghost" onClick={() => setAsked(true)} aria-label={t('revokeOf', { email })}>
        {t('revoke')}
      </Button>
      <ConfirmDialog
        open={asked}
        onOpenChange={(open) => {
          revoke.reset();
          setAsked(open);
        }}
        title={t('revokeTitle', { email })}
        effect={t('revokeEffect')}
        action={t('revokeAction')}
        onConfirm={() => revoke.run({ invitationId: id })}
        pending={revoke.pending}
        error={revoke.error}
      />
    </span>
  );
}
