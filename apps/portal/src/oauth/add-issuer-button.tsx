'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../ui/button';
import { type ApplicationName, IssuerDialog } from './issuer-dialog';

/** Trusts one more issuer. */
export function AddIssuerButton({ applications }: { applications: readonly ApplicationName[] }) {
  const t = useTranslations('oauth.issuers');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" variant="primary" onClick={() => setOpen(true)}>
        {t('add')}
      </Button>
      {open && <IssuerDialog present={null} applications={applications} onClose={() => setOpen(false)} />}
    </>
  );
}
