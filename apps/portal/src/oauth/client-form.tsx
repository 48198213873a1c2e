'use client';

/** The fields of a client, to create one or to change it. */
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { ActionError } from '../server/action';
import { Button } from '../ui/button';
import { DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select, Textarea } from '../ui/input';
import type { ClientDraft } from './client-draft';

interface ClientFormProps {
  initial: ClientDraft;
  /** To choose from for a new client; none for one that is there. */
  applications: readonly { id: string; name: string }[];
  submit: string;
  pending: boolean;
  error: ActionError | null;
  onSubmit: (draft: ClientDraft) => void;
  onCancel: () => void;
}

export type Change = (change: Partial<ClientDraft>) => void;

export function ClientForm({ initial, applications, submit, pending, error, onSubmit, onCancel }: ClientFormProps) {
  const t = useTranslations('oauth.form');
  const [draft, setDraft] = useState(initial);
  const change: Change = (some) => setDraft((before) => ({ ...before, ...some }));
  const isNew = applications.length > 0;
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(draft);
      }}
    >
      <Field label={t('name')} hint={t('nameHint')} error={error?.fields.name}>
        <Input required maxLength={120} value={draft.name} onChange={(event) => change({ name: event.target.value })} />
      </Field>
      {isNew && <NewFields draft={draft} change={change} applications={applications} />}
      <AddressFields draft={draft} change={change} error={error} />
      <Field label={t('scopes')} hint={t('scopesHint')} error={error?.fields.scopes}>
        <Input
          required
          spellCheck={false}
          className="font-mono"
          value={draft.scopes}
          onChange={(event) => change({ scopes: event.target.value })}
        />
      </Field>
      <Field label={t('addresses')} hint={t('addressesHint')} error={error?.fields.addresses}>
        <Textarea
          spellCheck={false}
          className="min-h-16 font-mono"
          value={draft.addresses}
          onChange={(event) => change({ addresses: event.target.value })}
        />
      </Field>
      <Field label={t('description')}>
        <Input
          maxLength={2000}
          value={draft.description}
          onChange={(event) => change({ description: event.target.value })}
        />
      </Field>
      <FormError error={error} />
      <DialogActions>
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={pending}>
          {submit}
        </Button>
      </DialogActions>
    </form>
  );
}

interface FieldsProps {
  draft: ClientDraft;
  change: Change;
}

/** What a client stays, once it is made. */
function NewFields({ draft, change, applications }: FieldsProps & Pick<ClientFormProps, 'applications'>) {
  const t = useTranslations('oauth.form');
  return (
    <>
      <Field label={t('purpose')}>
        <Select
          value={draft.purpose}
          onChange={(event) => change({ purpose: event.target.value as ClientDraft['purpose'] })}
        >
          {(['service', 'web', 'native'] as const).map((purpose) => (
            <option key={purpose} value={purpose}>
              {t(`purposes.${purpose}`)}
            </option>
          ))}
        </Select>
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('application')} hint={t('applicationHint')}>
          <Select value={draft.applicationId} onChange={(event) => change({ applicationId: event.target.value })}>
            {applications.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('environment')}>
          <Select
            value={draft.environment}
            onChange={(event) => change({ environment: event.target.value as ClientDraft['environment'] })}
          >
            <option value="live">{t('live')}</option>
            <option value="test">{t('test')}</option>
          </Select>
        </Field>
      </div>
      {draft.purpose !== 'native' && (
        <Field label={t('auth')}>
          <Select value={draft.auth} onChange={(event) => change({ auth: event.target.value as ClientDraft['auth'] })}>
            <option value="client_secret_basic">{t('auths.client_secret_basic')}</option>
            <option value="private_key_jwt">{t('auths.private_key_jwt')}</option>
          </Select>
        </Field>
      )}
    </>
  );
}

/** Where people are sent, and by which keys the client is known. */
function AddressFields({ draft, change, error }: FieldsProps & Pick<ClientFormProps, 'error'>) {
  const t = useTranslations('oauth.form');
  const fields: ReactNode[] = [];
  if (draft.purpose !== 'native' && draft.auth === 'private_key_jwt')
    fields.push(
      <Field key="jwks" label={t('jwks')} hint={t('jwksHint')} error={error?.fields.jwks}>
        <Textarea
          required
          spellCheck={false}
          className="font-mono"
          value={draft.jwks}
          onChange={(event) => change({ jwks: event.target.value })}
        />
      </Field>,
    );
  if (draft.purpose !== 'service')
    fields.push(
      <Field key="redirects" label={t('redirects')} hint={t('redirectsHint')} error={error?.fields.redirectUris}>
        <Textarea
          required
          spellCheck={false}
          className="font-mono"
          placeholder="https://"
          value={draft.redirects}
          onChange={(event) => change({ redirects: event.target.value })}
        />
      </Field>,
      <Field key="website" label={t('website')} error={error?.fields.website}>
        <Input
          type="url"
          spellCheck={false}
          placeholder="https://"
          value={draft.website}
          onChange={(event) => change({ website: event.target.value })}
        />
      </Field>,
    );
  return fields;
}
