'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateProfileAction } from '../app/(console)/account/actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';

/** What the person is called. */
export function ProfileForm({ name: known }: { name: string }) {
  const t = useTranslations('identity.account');
  const [name, setName] = useState(known);
  const { run, pending, error, fieldErrors } = useAction(updateProfileAction, { success: t('nameSaved') });
  return (
    <form
      className="grid max-w-md gap-4 *:min-w-0"
      onSubmit={(event) => {
        event.preventDefault();
        run({ name });
      }}
    >
      <Field label={t('name')} hint={t('nameHint')} error={fieldErrors.name}>
        <Input autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} maxLength={120} />
      </Field>
      <FormError error={error} />
      <div>
        <Button type="submit" pending={pending} disabled={name.trim() === known}>
          {t('saveName')}
        </Button>
      </div>
    </form>
  );
}
