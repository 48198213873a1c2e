'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { acceptInvitationAction, signOutForInvitationAction } from '../app/(auth)/invite/[token]/actions';
import { Form, goTo } from '../identity/form';
import { useAction } from '../ui/use-action';

/** One press of a button, for the person whose address was invited. */
export function AcceptForm({ token, tenant }: { token: string; tenant: string }) {
  const t = useTranslations('organisation.invitation');
  const { run, waiting, error } = useOnward(acceptInvitationAction);
  return <Form onSubmit={() => run({ token })} action={t('accept', { tenant })} pending={waiting} error={error} />;
}

/** For somebody who is signed in with another address. */
export function OtherAccountForm({ token, email }: { token: string; email: string }) {
  const t = useTranslations('organisation.invitation');
  const { run, waiting, error } = useOnward(signOutForInvitationAction);
  return (
    <Form onSubmit={() => run({ token })} action={t('signOut')} pending={waiting} error={error}>
      <p className="text-quiet">{t('otherAccount', { email })}</p>
    </Form>
  );
}

/** An action that leads to another page; it counts as under way until the browser is there. */
function useOnward(action: typeof acceptInvitationAction) {
  const [left, setLeft] = useState(false);
  const { run, pending, error } = useAction(action, {
    onSuccess: (onward) => {
      setLeft(true);
      goTo(onward);
    },
  });
  return { run, waiting: pending || left, error };
}
