'use client';

import type { CreatedKeyView } from '@turnpike/contracts/management/keys';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { createKeyAction } from '../app/(console)/app/keys/actions';
import { chooseModeAction } from '../frame/actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select } from '../ui/input';
import { useAction } from '../ui/use-action';
import { CreatedKeyDialog } from './created-key-dialog';
import { EXPIRIES, type Expiry, expiryInstant } from './expiry';
import { type KeyTermsDraft, KeyTermsFields, termsOf } from './key-terms-fields';

export interface ApplicationChoice {
  id: string;
  name: string;
}

interface CreateKeyButtonProps {
  applications: readonly ApplicationChoice[];
  environment: 'live' | 'test';
  baseUrl: string;
  /** One that each application may call, by the application's id. */
  models: Readonly<Record<string, string>>;
}

/** Asks for what a key needs, makes it, and shows its secret once. */
export function CreateKeyButton({ applications, environment, baseUrl, models }: CreateKeyButtonProps) {
  const t = useTranslations('keys');
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedKeyView | null>(null);
  const router = useRouter();
  const done = (key: CreatedKeyView) => {
    setCreated(null);
    // The list shows the keys of one mode: the one of the new key.
    if (key.environment === environment) router.refresh();
    else void chooseModeAction({ mode: key.environment });
  };
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t('create.open')}
      </Button>
      {open && (
        <CreateKeyDialog
          applications={applications}
          environment={environment}
          onClose={() => setOpen(false)}
          onCreated={(key) => {
            setOpen(false);
            setCreated(key);
          }}
        />
      )}
      {created !== null && (
        <CreatedKeyDialog
          created={created}
          baseUrl={baseUrl}
          model={models[created.applicationId] ?? null}
          onDone={() => done(created)}
        />
      )}
    </>
  );
}

interface CreateKeyDialogProps extends Pick<CreateKeyButtonProps, 'applications' | 'environment'> {
  onClose: () => void;
  onCreated: (key: CreatedKeyView) => void;
}

function CreateKeyDialog({ applications, environment, onClose, onCreated }: CreateKeyDialogProps) {
  const t = useTranslations('keys');
  const [applicationId, setApplicationId] = useState(applications[0]?.id ?? '');
  const [terms, setTerms] = useState<KeyTermsDraft | null>(null);
  const { run, pending, error, fieldErrors } = useAction(createKeyAction, { onSuccess: onCreated });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    run({
      applicationId,
      name: text('name'),
      environment: text('environment'),
      expiresAt: expiryInstant(text('expiry') as Expiry, new Date()),
      ...(terms === null ? {} : termsOf(terms)),
    });
  };
  const choose = (id: string) => {
    setApplicationId(id);
    // What the other application may do is not this one's.
    setTerms(terms && NO_TERMS);
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('create.title')} description={t('create.lead')} wide={terms !== null}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <KeyFields
          applications={applications}
          applicationId={applicationId}
          onApplication={choose}
          environment={environment}
          errors={fieldErrors}
        />
        {terms === null ? (
          <div>
            <Button size="sm" onClick={() => setTerms(NO_TERMS)}>
              {t('terms.open')}
            </Button>
          </div>
        ) : (
          <KeyTermsFields applicationId={applicationId} draft={terms} onChange={setTerms} errors={fieldErrors} />
        )}
        <FormError error={error !== null && Object.keys(fieldErrors).length > 0 ? null : error} />
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" pending={pending}>
            {t('create.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const NO_TERMS: KeyTermsDraft = { scopes: [], models: [], networks: '' };

interface KeyFieldsProps {
  applications: readonly ApplicationChoice[];
  applicationId: string;
  onApplication: (id: string) => void;
  environment: 'live' | 'test';
  errors: Record<string, string>;
}

function KeyFields({ applications, applicationId, onApplication, environment, errors }: KeyFieldsProps) {
  const t = useTranslations('keys');
  return (
    <>
      <Field label={t('create.name')} hint={t('create.nameHint')} error={errors.name}>
        <Input name="name" required maxLength={120} autoComplete="off" />
      </Field>
      <Field label={t('create.application')} error={errors.applicationId}>
        <Select value={applicationId} onChange={(event) => onApplication(event.target.value)} required>
          {applications.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('create.environment')} hint={t('create.environmentHint')}>
        <Select name="environment" defaultValue={environment}>
          <option value="live">{t('environment.live')}</option>
          <option value="test">{t('environment.test')}</option>
        </Select>
      </Field>
      <Field label={t('create.expiry')} error={errors.expiresAt}>
        <Select name="expiry" defaultValue="never">
          {EXPIRIES.map((expiry) => (
            <option key={expiry} value={expiry}>
              {t(`expiry.${expiry}`)}
            </option>
          ))}
        </Select>
      </Field>
    </>
  );
}
