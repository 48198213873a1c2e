'use client';

import type { ApplicationView } from '@turnpike/contracts/management/applications';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { createApplicationAction, updateApplicationAction } from '../app/(console)/app/applications/actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';

const MAX_NAME = 120;
const MAX_DESCRIPTION = 2000;

/** Makes an application, or changes the one given. */
export function ApplicationDialog({
  application,
}: {
  application?: Pick<ApplicationView, 'id' | 'name' | 'description'>;
}) {
  const t = useTranslations('subscriptions');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant={application === undefined ? 'primary' : 'secondary'} onClick={() => setOpen(true)}>
        {t(application === undefined ? 'createApplication' : 'editApplication')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t(application === undefined ? 'createApplication' : 'editApplication')}
        description={t('applicationDialogLead')}
      >
        <ApplicationForm {...(application === undefined ? {} : { application })} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function ApplicationForm({
  application,
  onClose,
}: {
  application?: Pick<ApplicationView, 'id' | 'name' | 'description'>;
  onClose: () => void;
}) {
  const t = useTranslations('subscriptions');
  const router = useRouter();
  const [name, setName] = useState(application?.name ?? '');
  const [description, setDescription] = useState(application?.description ?? '');
  const create = useAction(createApplicationAction, { onSuccess: ({ id }) => router.push(`/app/applications/${id}`) });
  const update = useAction(updateApplicationAction, { onSuccess: onClose, success: t('applicationSaved') });
  const { pending, error, fieldErrors } = application === undefined ? create : update;
  const save = () =>
    application === undefined
      ? create.run({ name, description })
      : update.run({ applicationId: application.id, name, description });
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field label={t('name')} error={fieldErrors.name}>
        <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={MAX_NAME} required />
      </Field>
      <Field label={t('description')} hint={t('descriptionHint')} error={fieldErrors.description}>
        <Textarea
          value={description}
          onChange={(event) => setDescription(event.target.value)}
          maxLength={MAX_DESCRIPTION}
        />
      </Field>
      <FormError error={error} />
      <DialogActions>
        <Button onClick={onClose}>{t('leaveIt')}</Button>
        <Button type="submit" variant="primary" pending={pending}>
          {t(application === undefined ? 'createApplication' : 'saveApplication')}
        </Button>
      </DialogActions>
    </form>
  );
}
