'use client';

import { type RotatedSecretView, SECRET_OVERLAPS_MS } from '@turnpike/contracts/management/webhooks';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId } from 'react';
import type { ActionResult } from '../server/action';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';

type Overlap = keyof typeof SECRET_OVERLAPS_MS;

const OVERLAPS = Object.keys(SECRET_OVERLAPS_MS) as Overlap[];
const USUAL: Overlap = '24h';

interface RotateSecretDialogProps {
  /** Of an endpoint or of the callbacks. */
  action: (input: { overlap: Overlap }) => Promise<ActionResult<RotatedSecretView>>;
  onClose: () => void;
  onRotated: (rotated: RotatedSecretView) => void;
}

/** Asks how long the old secret signs beside its successor. */
export function RotateSecretDialog({ action, onClose, onRotated }: RotateSecretDialogProps) {
  const t = useTranslations('webhooks');
  const id = useId();
  const { run, pending, error } = useAction(action, { onSuccess: onRotated });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    run({ overlap: new FormData(event.currentTarget).get('overlap') as Overlap });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('rotate.title')} description={t('rotate.effect')}>
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
              {t(`rotate.overlaps.${overlap}`)}
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
