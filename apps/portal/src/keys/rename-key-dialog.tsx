'use client';

import type { KeyView } from '@turnpike/contracts/management/keys';
import { useTranslations } from 'next-intl';
import { type FormEvent } from 'react';
import { renameKeyAction } from '../app/(console)/app/keys/actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';

/** Gives a key another name. */
export function RenameKeyDialog({ target, onClose }: { target: KeyView; onClose: () => void }) {
  const t = useTranslations('keys');
  const { run, pending, error, fieldErrors } = useAction(renameKeyAction, {
    success: t('rename.success'),
    onSuccess: onClose,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    run({ keyId: target.id, name: new FormData(event.currentTarget).get('name') });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('rename.title')}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Field label={t('create.name')} error={fieldErrors.name}>
          <Input name="name" defaultValue={target.name} required maxLength={120} autoComplete="off" />
        </Field>
        <FormError error={error} />
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" pending={pending}>
            {t('rename.action')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
