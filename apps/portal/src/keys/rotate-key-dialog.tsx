'use client';

import { type CreatedKeyView, type KeyView, OVERLAPS_MS } from '@turnpike/contracts/management/keys';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId } from 'react';
import { rotateKeyAction } from '../app/(console)/app/keys/actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';

interface RotateKeyDialogProps {
  target: KeyView;
  onClose: () => void;
  onRotated: (created: CreatedKeyView) => void;
}

const OVERLAPS = Object.keys(OVERLAPS_MS) as (keyof typeof OVERLAPS_MS)[];
const USUAL: keyof typeof OVERLAPS_MS = '24h';

/** Asks how long the old key works on beside its successor. */
export function RotateKeyDialog({ target, onClose, onRotated }: RotateKeyDialogProps) {
  const t = useTranslations('keys');
  const id = useId();
  const { run, pending, error } = useAction(rotateKeyAction, { onSuccess: onRotated });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    run({ keyId: target.id, overlap: new FormData(event.currentTarget).get('overlap') });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('rotate.title', { name: target.name })}
      description={t('rotate.effect', { last4: target.last4 })}
    >
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <fieldset className="grid grid-cols-1 gap-1">
          <legend className="mb-1.5 text-xs font-[600]">{t('rotate.overlap')}</legend>
          {OVERLAPS.map((overlap) => (
            <label
              key={overlap}
              htmlFor={`${id}-${overlap}`}
              className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-box border border-line px-3 hover:bg-hover has-checked:border-lane-text has-checked:bg-lane-soft"
            >
              <input
                type="radio"
                id={`${id}-${overlap}`}
                name="overlap"
                value={overlap}
                defaultChecked={overlap === USUAL}
                className="accent-[var(--lane-text)]"
              />
              {t(`overlap.${overlap}`)}
            </label>
          ))}
        </fieldset>
        <FormError error={error} />
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" pending={pending}>
            {t('rotate.action')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
