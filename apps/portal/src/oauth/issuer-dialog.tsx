'use client';

import type { TokenIssuerView } from '@turnpike/contracts/management/oauth';
import { useTranslations } from 'next-intl';
import { type ReactElement, useState } from 'react';
import { createTokenIssuerAction, updateTokenIssuerAction } from '../app/(console)/org/access/issuer-actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';
import { type IssuerDraft, issuerDraftOf, issuerInputOf } from './issuer-draft';

export interface ApplicationName {
  id: string;
  name: string;
}

interface IssuerDialogProps {
  present: TokenIssuerView | null;
  applications: readonly ApplicationName[];
  onClose: () => void;
}

/** Trusts an issuer, or changes what its tokens mean. */
export function IssuerDialog({ present, applications, onClose }: IssuerDialogProps) {
  const t = useTranslations('oauth.issuers');
  const [draft, setDraft] = useState(() => issuerDraftOf(present, applications[0]?.id ?? ''));
  const [mapWrong, setMapWrong] = useState(false);
  const done = { success: t('saved'), onSuccess: onClose };
  const create = useAction(createTokenIssuerAction, done);
  const update = useAction(updateTokenIssuerAction, done);
  const error = create.error ?? update.error;
  const submit = () => {
    const input = issuerInputOf(draft);
    setMapWrong(input === null);
    if (input === null) return;
    if (present === null) create.run(input);
    else update.run({ ...input, issuerId: present.id });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={present === null ? t('addTitle') : t('editTitle', { name: present.name })}
      description={t('addLead')}
      wide
    >
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <IssuerFields
          draft={draft}
          change={(some) => setDraft({ ...draft, ...some })}
          applications={applications}
          errors={{ ...error?.fields, ...(mapWrong ? { applications: t('mapWrong') } : {}) }}
        />
        <FormError error={error} />
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" pending={create.pending || update.pending}>
            {present === null ? t('add') : t('save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface IssuerFieldsProps {
  draft: IssuerDraft;
  change: (change: Partial<IssuerDraft>) => void;
  applications: readonly ApplicationName[];
  errors: Record<string, string>;
}

type TextField = 'name' | 'issuer' | 'audience' | 'claim' | 'userClaim' | 'scopeClaim';

function IssuerFields({ draft, change, applications, errors }: IssuerFieldsProps) {
  const t = useTranslations('oauth.issuers');
  const text = (field: TextField, label: string, more: { hint?: string; error?: string | undefined } = {}) => (
    <Field label={label} hint={more.hint} error={more.error}>
      <Input
        required={field !== 'claim' && field !== 'scopeClaim'}
        spellCheck={false}
        value={draft[field]}
        onChange={(event) => change({ [field]: event.target.value })}
      />
    </Field>
  );
  const pair = (...fields: ReactElement[]) => <div className="grid gap-4 sm:grid-cols-2">{fields}</div>;
  return (
    <>
      {text('name', t('name'), { error: errors.name })}
      {text('issuer', t('issuer'), { hint: t('issuerHint'), error: errors.issuer })}
      {text('audience', t('audience'), { hint: t('audienceHint'), error: errors.audience })}
      <Field label={t('default')} hint={t('defaultHint')} error={errors.defaultApplicationId}>
        <Select
          value={draft.defaultApplicationId}
          onChange={(event) => change({ defaultApplicationId: event.target.value })}
        >
          <option value="">{t('defaultNone')}</option>
          {applications.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {text('claim', t('claim'))}
      {draft.claim !== '' && (
        <Field label={t('map')} hint={t('mapHint')} error={errors.applications}>
          <Textarea
            spellCheck={false}
            className="font-mono"
            value={draft.map}
            onChange={(event) => change({ map: event.target.value })}
          />
        </Field>
      )}
      {pair(
        <div key="user">{text('userClaim', t('user'))}</div>,
        <div key="scope">{text('scopeClaim', t('scope'), { hint: t('scopeHint') })}</div>,
      )}
      <Field label={t('environment')}>
        <Select
          value={draft.environment}
          onChange={(event) => change({ environment: event.target.value as IssuerDraft['environment'] })}
        >
          <option value="live">{t('live')}</option>
          <option value="test">{t('test')}</option>
        </Select>
      </Field>
    </>
  );
}
