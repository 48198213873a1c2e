'use client';

import type { KeyView } from '@turnpike/contracts/management/keys';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { updateKeyAction } from '../app/(console)/app/keys/actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select } from '../ui/input';
import { useAction } from '../ui/use-action';
import { EXPIRIES, type Expiry, expiryInstant } from './expiry';
import { type KeyTermsDraft, KeyTermsFields, termsOf } from './key-terms-fields';

const KEEP = 'keep';

/** Changes a key's name, end and bounds; of a revoked one the name alone. */
export function EditKeyDialog({ target, onClose }: { target: KeyView; onClose: () => void }) {
  const t = useTranslations('keys');
  const [draft, setDraft] = useState<KeyTermsDraft>({ ...target, networks: target.addresses.join('\n') });
  const isOver = target.status === 'revoked';
  const { run, pending, error, fieldErrors } = useAction(updateKeyAction, {
    success: t('edit.success'),
    onSuccess: onClose,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const expiry = String(form.get('expiry') ?? KEEP) as Expiry | typeof KEEP;
    run({
      keyId: target.id,
      name: String(form.get('name') ?? ''),
      ...(isOver ? {} : termsOf(draft)),
      ...(isOver || expiry === KEEP ? {} : { expiresAt: expiryInstant(expiry, new Date()) }),
    });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('edit.title', { name: target.name })} wide>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Field label={t('create.name')} error={fieldErrors.name}>
          <Input name="name" defaultValue={target.name} required maxLength={120} autoComplete="off" />
        </Field>
        {!isOver && (
          <>
            <Field label={t('create.expiry')} error={fieldErrors.expiresAt}>
              <Select name="expiry" defaultValue={KEEP}>
                <option value={KEEP}>{t('edit.keepEnd')}</option>
                {EXPIRIES.map((expiry) => (
                  <option key={expiry} value={expiry}>
                    {t(`expiry.${expiry}`)}
                  </option>
                ))}
              </Select>
            </Field>
            <KeyTermsFields
              applicationId={target.applicationId}
              draft={draft}
              onChange={setDraft}
              errors={fieldErrors}
            />
          </>
        )}
        <FormError error={error !== null && Object.keys(fieldErrors).length > 0 ? null : error} />
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" pending={pending}>
            {t('edit.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
