'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ActionError } from '../server/action';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Textarea } from '../ui/input';

export interface Choice {
  decision: 'approve' | 'reject';
  ids: readonly string[];
}

/** The last word before a decision: why. Whoever is refused must be told. */
export function DecisionForm({
  choice,
  pending,
  error,
  onDecide,
  onClose,
}: {
  choice: Choice;
  pending: boolean;
  error: ActionError | null;
  onDecide: (reason: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations('subscriptions');
  const [reason, setReason] = useState('');
  const rejects = choice.decision === 'reject';
  return (
    <form
      className="grid gap-3 border-t border-line pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        onDecide(reason);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onDecide(reason);
      }}
    >
      <Field
        label={t(rejects ? 'approvals.reasonRequired' : 'approvals.reasonOptional')}
        hint={t('approvals.reasonHint')}
        error={error?.fields.reason}
      >
        <Textarea
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={2000}
          required={rejects}
          // It opened because the reviewer asked for it, by key or by button.
          autoFocus
        />
      </Field>
      <FormError error={error} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button size="sm" onClick={onClose}>
          {t('approvals.back')}
        </Button>
        <Button type="submit" size="sm" variant={rejects ? 'danger' : 'primary'} pending={pending}>
          {t(rejects ? 'approvals.reject' : 'approvals.approve')}
        </Button>
      </div>
    </form>
  );
}
