'use client';

import type { ClientCertificateView } from '@turnpike/contracts/management/factors';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import {
  registerClientCertificateAction,
  removeClientCertificateAction,
} from '../app/(console)/org/access/factor-actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Textarea } from '../ui/input';
import { Instant } from '../ui/instant';
import { useAction } from '../ui/use-action';

interface ClientCertificatesProps {
  applicationId: string;
  certificates: readonly ClientCertificateView[];
  mayWrite: boolean;
}

/** The certificates that count for an application, where a policy asks for one. */
export function ClientCertificates({ applicationId, certificates, mayWrite }: ClientCertificatesProps) {
  const t = useTranslations('access.certificates');
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ClientCertificateView | null>(null);
  return (
    <section className="grid grid-cols-1 gap-3 border-t border-line pt-4" aria-label={t('title')}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-[650]">{t('title')}</h3>
        {mayWrite && (
          <Button size="sm" onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        )}
      </div>
      {certificates.length === 0 && <p className="text-xs text-quiet">{t('none')}</p>}
      <ul className="grid grid-cols-1 gap-2">
        {certificates.map((certificate) => (
          <li key={certificate.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <span className="grid min-w-0">
              <span className="font-[600]">{certificate.name}</span>
              <span className="text-xs break-all text-quiet">
                {certificate.subject} · {t('until')} <Instant iso={certificate.notAfter} show="date" />
              </span>
              <code className="text-2xs break-all text-quiet">{certificate.fingerprint}</code>
            </span>
            {mayWrite && (
              <Button size="sm" variant="danger" onClick={() => setRemoving(certificate)}>
                {t('remove.action')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {adding && <AddDialog applicationId={applicationId} onClose={() => setAdding(false)} />}
      {removing !== null && <RemoveDialog certificate={removing} onClose={() => setRemoving(null)} />}
    </section>
  );
}

function AddDialog({ applicationId, onClose }: { applicationId: string; onClose: () => void }) {
  const t = useTranslations('access.certificates');
  const { run, pending, error, fieldErrors } = useAction(registerClientCertificateAction, {
    success: t('added'),
    onSuccess: onClose,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    run({ applicationId, name: String(form.get('name') ?? ''), certificate: String(form.get('certificate') ?? '') });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('add')} description={t('addLead')}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Field label={t('name')} error={fieldErrors.name}>
          <Input name="name" required maxLength={120} autoComplete="off" />
        </Field>
        <Field label={t('pem')} hint={t('pemHint')} error={fieldErrors.certificate}>
          <Textarea name="certificate" required rows={6} spellCheck={false} className="font-mono text-xs" />
        </Field>
        <FormError error={error !== null && Object.keys(fieldErrors).length > 0 ? null : error} />
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" pending={pending}>
            {t('add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function RemoveDialog({ certificate, onClose }: { certificate: ClientCertificateView; onClose: () => void }) {
  const t = useTranslations('access.certificates');
  const { run, pending, error } = useAction(removeClientCertificateAction, {
    success: t('remove.success'),
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('remove.title', { name: certificate.name })}
      effect={t('remove.effect')}
      action={t('remove.action')}
      pending={pending}
      error={error}
      onConfirm={() => run({ certificateId: certificate.id })}
    />
  );
}
