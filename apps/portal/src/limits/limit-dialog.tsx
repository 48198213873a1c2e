'use client';

import type { Limit } from '@turnpike/contracts/limits';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import type { ActionError } from '../server/action';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { FormError } from '../ui/form-error';
import { type DraftErrors, draftOf, emptyDraft, type LimitDraft, withDraft } from './limit-draft';
import { LimitFields } from './limit-fields';
import { limitEffect } from './limit-texts';

/** What becomes of a list that was changed: null, or why it was refused. */
export type CommitLimits = (limits: Limit[]) => Promise<ActionError | null>;

interface LimitDialogProps {
  limits: readonly Limit[];
  /** Which of them is changed; null for a new one. */
  index: number | null;
  currency: string | null;
  commit: CommitLimits;
  onClose: () => void;
}

/** One limit, being set: what it says, and in a sentence what it will do. */
export function LimitDialog({ limits, index, currency, commit, onClose }: LimitDialogProps) {
  const t = useTranslations('limits');
  const u = useTranslations('ui');
  const begun = index === null ? undefined : limits[index];
  const [draft, setDraft] = useState<LimitDraft>(begun === undefined ? emptyDraft('budget', limits) : draftOf(begun));
  const [errors, setErrors] = useState<DraftErrors>({});
  const [error, setError] = useState<ActionError | null>(null);
  const [pending, start] = useTransition();
  const change = (part: Partial<LimitDraft>) => setDraft((before) => changed(before, part, limits));
  const outcome = withDraft(limits, draft, index);
  const set = 'limits' in outcome ? outcome.limits[index ?? limits.length] : undefined;
  const submit = () => {
    setErrors('errors' in outcome ? outcome.errors : {});
    if (!('limits' in outcome)) return;
    start(async () => {
      const refused = await commit(outcome.limits);
      setError(refused);
      if (refused === null) onClose();
    });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(index === null ? 'add' : 'change')} description={t('dialogLead')} wide>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <LimitFields draft={draft} onChange={change} errors={errors} currency={currency} />
        <p aria-live="polite" className="rounded-box border border-line bg-surface px-3 py-2.5 text-xs">
          {set === undefined ? t('effect.unknown') : limitEffect(t, set, currency)}
        </p>
        <FormError error={error} />
        <DialogActions>
          <Button onClick={onClose}>{u('cancel')}</Button>
          <Button type="submit" variant="primary" pending={pending}>
            {t(index === null ? 'add' : 'save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** A name that was only proposed follows the kind. */
function changed(before: LimitDraft, part: Partial<LimitDraft>, limits: readonly Limit[]): LimitDraft {
  const after = { ...before, ...part };
  if (part.kind === undefined || part.kind === before.kind) return after;
  const wasProposed = before.name === emptyDraft(before.kind, limits).name;
  return wasProposed ? { ...after, name: emptyDraft(part.kind, limits).name } : after;
}
