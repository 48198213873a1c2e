'use client';

import type { CreatedSigningSecretView } from '@turnpike/contracts/management/signing';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { createSigningSecretAction } from '../app/(console)/app/signing-secrets/actions';
import type { ApplicationChoice } from '../keys/create-key-button';
import { EXPIRIES, type Expiry, expiryInstant } from '../keys/expiry';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';
import { CreatedSigningSecretDialog } from './created-signing-secret-dialog';

interface CreateSigningSecretButtonProps {
  applications: readonly ApplicationChoice[];
  environment: 'live' | 'test';
  baseUrl: string;
  /** One that each application may call, by the application's id. */
  models: Readonly<Record<string, string>>;
}

/** Asks for what a signing secret needs, makes it, and shows it once. */
export function CreateSigningSecretButton({ baseUrl, models, ...choices }: CreateSigningSecretButtonProps) {
  const t = useTranslations('signing');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedSigningSecretView | null>(null);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t('create.open')}
      </Button>
      {open && (
        <CreateDialog
          {...choices}
          onClose={() => setOpen(false)}
          onCreated={(secret) => {
            setOpen(false);
            setCreated(secret);
          }}
        />
      )}
      {created !== null && (
        <CreatedSigningSecretDialog
          created={created}
          baseUrl={baseUrl}
          model={models[created.applicationId] ?? null}
          onDone={() => {
            setCreated(null);
            router.refresh();
          }}
        />
      )}
    </>
  );
}

/** How it comes to be: two kinds of material, and whose pair it is. */
const KINDS = ['hmac-sha256', 'ed25519', 'ed25519-own'] as const;

interface CreateDialogProps extends Pick<CreateSigningSecretButtonProps, 'applications' | 'environment'> {
  onClose: () => void;
  onCreated: (secret: CreatedSigningSecretView) => void;
}

function CreateDialog({ applications, environment, onClose, onCreated }: CreateDialogProps) {
  const t = useTranslations('signing');
  const [kind, setKind] = useState<(typeof KINDS)[number]>('hmac-sha256');
  const { run, pending, error, fieldErrors } = useAction(createSigningSecretAction, { onSuccess: onCreated });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    run({
      applicationId: text('applicationId'),
      name: text('name'),
      environment: text('environment'),
      algorithm: kind === 'hmac-sha256' ? 'hmac-sha256' : 'ed25519',
      ...(kind === 'ed25519-own' ? { publicKey: text('publicKey') } : {}),
      expiresAt: expiryInstant(text('expiry') as Expiry, new Date()),
    });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('create.title')} description={t('create.lead')}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <WhoseFields applications={applications} environment={environment} errors={fieldErrors} />
        <Field label={t('create.kind')} hint={t(`create.kindHints.${kind}`)}>
          <Select value={kind} onChange={(event) => setKind(event.target.value as (typeof KINDS)[number])}>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {t(`create.kinds.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        {kind === 'ed25519-own' && (
          <Field label={t('create.publicKey')} hint={t('create.publicKeyHint')} error={fieldErrors.publicKey}>
            <Textarea name="publicKey" required rows={4} spellCheck={false} className="font-mono text-xs" />
          </Field>
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

function WhoseFields({
  applications,
  environment,
  errors,
}: Pick<CreateDialogProps, 'applications' | 'environment'> & { errors: Record<string, string> }) {
  const t = useTranslations('signing');
  const keys = useTranslations('keys');
  return (
    <>
      <Field label={t('create.name')} hint={t('create.nameHint')} error={errors.name}>
        <Input name="name" required maxLength={120} autoComplete="off" />
      </Field>
      <Field label={t('create.application')} error={errors.applicationId}>
        <Select name="applicationId" required>
          {applications.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('create.environment')}>
        <Select name="environment" defaultValue={environment}>
          <option value="live">{keys('environment.live')}</option>
          <option value="test">{keys('environment.test')}</option>
        </Select>
      </Field>
      <Field label={t('create.expiry')} error={errors.expiresAt}>
        <Select name="expiry" defaultValue="never">
          {EXPIRIES.map((expiry) => (
            <option key={expiry} value={expiry}>
              {keys(`expiry.${expiry}`)}
            </option>
          ))}
        </Select>
      </Field>
    </>
  );
}
