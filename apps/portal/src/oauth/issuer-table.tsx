'use client';

import type { TokenIssuerView } from '@turnpike/contracts/management/oauth';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { deleteTokenIssuerAction, updateTokenIssuerAction } from '../app/(console)/org/access/issuer-actions';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { FormError } from '../ui/form-error';
import { Table, Td, Th, Tr } from '../ui/table';
import { useAction } from '../ui/use-action';
import { type ApplicationName, IssuerDialog } from './issuer-dialog';

interface IssuerTableProps {
  issuers: readonly TokenIssuerView[];
  applications: readonly ApplicationName[];
  mayWrite: boolean;
}

type Asked = { issuer: TokenIssuerView; deed: 'edit' | 'remove' } | null;

/** Issuers that are trusted, with what can be done to each. */
export function IssuerTable({ issuers, applications, mayWrite }: IssuerTableProps) {
  const t = useTranslations('oauth.issuers');
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const change = useAction(updateTokenIssuerAction, { success: t('changed') });
  return (
    <>
      <Table label={t('label')}>
        <thead>
          <tr>
            <Th>{t('column.name')}</Th>
            <Th>{t('column.issuer')}</Th>
            <Th className="max-sm:hidden">{t('column.audience')}</Th>
            <Th className="max-sm:hidden">{t('column.mapping')}</Th>
            <Th>{t('column.state')}</Th>
            {mayWrite && (
              <Th>
                <span className="sr-only">{t('column.actions')}</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {issuers.map((issuer) => (
            <IssuerRow key={issuer.id} issuer={issuer} applications={applications}>
              {mayWrite && (
                <Td className="text-right whitespace-nowrap">
                  <span className="inline-flex gap-2">
                    <Button size="sm" onClick={() => setAsked({ issuer, deed: 'edit' })}>
                      {t('edit')}
                    </Button>
                    <Button
                      size="sm"
                      pending={change.pending}
                      onClick={() => change.run({ issuerId: issuer.id, enabled: !issuer.enabled })}
                    >
                      {t(issuer.enabled ? 'disable' : 'enable')}
                    </Button>
                    <Button size="sm" variant="danger" onClick={() => setAsked({ issuer, deed: 'remove' })}>
                      {t('remove')}
                    </Button>
                  </span>
                </Td>
              )}
            </IssuerRow>
          ))}
        </tbody>
      </Table>
      <FormError error={change.error} />
      {asked?.deed === 'edit' && <IssuerDialog present={asked.issuer} applications={applications} onClose={close} />}
      {asked?.deed === 'remove' && <RemoveIssuer issuer={asked.issuer} onClose={close} />}
    </>
  );
}

interface IssuerRowProps {
  issuer: TokenIssuerView;
  applications: readonly ApplicationName[];
  children: React.ReactNode;
}

function IssuerRow({ issuer, applications, children }: IssuerRowProps) {
  const t = useTranslations('oauth.issuers');
  const { applicationClaim, defaultApplicationId } = issuer;
  const fallback = applications.find(({ id }) => id === defaultApplicationId)?.name;
  const claim = applicationClaim === null ? undefined : t('byClaim', { claim: applicationClaim });
  return (
    <Tr>
      <Td className="font-[600]">{issuer.name}</Td>
      <Td>
        <code className="text-xs break-all">{issuer.issuer}</code>
      </Td>
      <Td className="max-sm:hidden">
        <code className="text-xs break-all">{issuer.audience}</code>
      </Td>
      <Td className="max-sm:hidden">{[claim, fallback].filter(Boolean).join(' · ')}</Td>
      <Td>
        <Badge tone={issuer.enabled ? 'live' : 'pending'}>
          {t(`state.${issuer.enabled ? 'enabled' : 'disabled'}`)}
        </Badge>
      </Td>
      {children}
    </Tr>
  );
}

function RemoveIssuer({ issuer, onClose }: { issuer: TokenIssuerView; onClose: () => void }) {
  const t = useTranslations('oauth.issuers');
  const { run, pending, error } = useAction(deleteTokenIssuerAction, { success: t('removed'), onSuccess: onClose });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('removeTitle', { name: issuer.name })}
      effect={<span className="break-words">{t('removeEffect', { issuer: issuer.issuer })}</span>}
      action={t('remove')}
      pending={pending}
      error={error}
      onConfirm={() => run({ issuerId: issuer.id })}
    />
  );
}
