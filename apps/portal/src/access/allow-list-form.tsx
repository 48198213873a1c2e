'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { setApplicationAllowListAction, setTenantAllowListAction } from '../app/(console)/org/access/actions';
import { Button } from '../ui/button';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import { NetworksField, networksIn } from './networks-field';

interface AllowListFormProps {
  /** Null: the organisation's own list. */
  applicationId: string | null;
  addresses: readonly string[];
  /** The reader's own, as this server sees it. */
  ownAddress: string | null;
  mayWrite: boolean;
}

/** One list of networks, a line each, and for those who may, how to change it. */
export function AllowListForm({ applicationId, addresses, ownAddress, mayWrite }: AllowListFormProps) {
  const t = useTranslations('access.networks');
  const [text, setText] = useState(addresses.join('\n'));
  const options = { success: t('saved') };
  const ofTenant = useAction(setTenantAllowListAction, options);
  const ofApplication = useAction(setApplicationAllowListAction, options);
  const { pending, error, fieldErrors } = applicationId === null ? ofTenant : ofApplication;
  const wanted = networksIn(text);
  const isSame = wanted.join() === addresses.join();
  const save = () => {
    if (applicationId === null) ofTenant.run({ addresses: wanted });
    else ofApplication.run({ applicationId, addresses: wanted });
  };
  return (
    <form
      className="grid max-w-lg grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <NetworksField
        label={t('list')}
        value={text}
        onChange={setText}
        ownAddress={ownAddress}
        error={fieldErrors.addresses}
        disabled={!mayWrite}
      />
      <FormError error={error !== null && fieldErrors.addresses !== undefined ? null : error} />
      {mayWrite ? (
        <div>
          <Button type="submit" variant="primary" pending={pending} disabled={isSame}>
            {t('save')}
          </Button>
        </div>
      ) : (
        <p className="text-xs text-quiet">{t('readOnly')}</p>
      )}
    </form>
  );
}
