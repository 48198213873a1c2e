'use client';

import type { CredentialView } from '@turnpike/contracts/management/provider-credentials';
import type { ProviderTestView } from '@turnpike/contracts/management/provider-tests';
import type { ProviderView } from '@turnpike/contracts/management/providers';
import { MoreHorizontal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { testProviderAction, updateCredentialAction } from '../app/(console)/admin/providers/actions';
import { Badge, StatusBadge } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '../ui/dropdown-menu';
import { FormError } from '../ui/form-error';
import { Instant } from '../ui/instant';
import { useAction } from '../ui/use-action';
import { AddCredential, ChangeCredential, LeaveCredential } from './credential-dialogs';
import { TestOutcome } from './test-outcome';

interface CredentialsProps {
  provider: ProviderView;
  credentials: readonly CredentialView[];
}

/** A provider's credentials: each can be tried, renamed, replaced, left out for a while, or removed; none is shown. */
export function ProviderCredentials({ provider, credentials }: CredentialsProps) {
  const t = useTranslations('admin.providers');
  const [adding, setAdding] = useState(false);
  const active = credentials.filter(({ status }) => status === 'active');
  return (
    <Card
      flush
      title={t('credentials')}
      lead={t(credentials.length === 0 ? 'credentialNoneLead' : 'credentialsLead')}
      actions={
        <Button size="sm" onClick={() => setAdding(true)}>
          {t('addCredential')}
        </Button>
      }
    >
      <ul className="grid grid-cols-1 divide-y divide-line">
        {credentials.map((credential) => (
          <CredentialRow
            key={credential.id}
            provider={provider}
            credential={credential}
            isLast={active.length === 1 && active[0]?.id === credential.id}
          />
        ))}
      </ul>
      {adding && <AddCredential provider={provider} onClose={() => setAdding(false)} />}
    </Card>
  );
}

interface RowProps {
  provider: ProviderView;
  credential: CredentialView;
  /** No other active one is left. */
  isLast: boolean;
}

function CredentialRow({ provider, credential, isLast }: RowProps) {
  const t = useTranslations('admin.providers');
  const s = useTranslations('admin.status');
  const { name, hint, status, canBeOpened, keyId } = credential;
  const [outcome, setOutcome] = useState<ProviderTestView | null>(null);
  const test = useAction(testProviderAction, { onSuccess: setOutcome });
  return (
    <li className="grid grid-cols-1 gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-40">
          <span className="block truncate font-[600]">{name}</span>
          <span className="text-2xs text-quiet">
            {hint !== null && <code>…{hint} · </code>}
            <Instant iso={credential.createdAt} />
          </span>
        </div>
        {canBeOpened ? (
          <StatusBadge status={status} label={s(status)} />
        ) : (
          <Badge tone="stopped">{t('cannotBeOpened')}</Badge>
        )}
        <Button
          size="sm"
          pending={test.pending}
          onClick={() => test.run({ provider: provider.id, credentialId: credential.id })}
          aria-label={t('testCredential', { name })}
        >
          {t('testOne')}
        </Button>
        <CredentialMenu provider={provider} credential={credential} isLast={isLast} />
      </div>
      {!canBeOpened && <p className="text-xs text-stopped">{t('cannotBeOpenedLead', { keyId })}</p>}
      <div aria-live="polite">
        <FormError error={test.error} />
        {outcome !== null && <TestOutcome outcome={outcome} />}
      </div>
    </li>
  );
}

function CredentialMenu({ provider, credential, isLast }: RowProps) {
  const t = useTranslations('admin.providers');
  const [dialog, setDialog] = useState<'change' | 'disable' | 'remove' | null>(null);
  const close = () => setDialog(null);
  const { run, pending } = useAction(updateCredentialAction, { success: t('credentialChanged') });
  const { name } = credential;
  const enable = () => run({ provider: provider.id, credentialId: credential.id, changes: { status: 'active' } });
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button size="sm" variant="ghost" pending={pending} aria-label={t('credentialMenu', { name })}>
            <MoreHorizontal aria-hidden className="size-4" />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setDialog('change')}>{t('changeCredential')}</DropdownMenuItem>
          {credential.status === 'active' ? (
            <DropdownMenuItem onSelect={() => setDialog('disable')}>{t('disableCredential')}</DropdownMenuItem>
          ) : (
            <DropdownMenuItem onSelect={enable}>{t('enableCredential')}</DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem danger onSelect={() => setDialog('remove')}>
            {t('removeCredential')}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === 'change' && <ChangeCredential provider={provider} credential={credential} onClose={close} />}
      {(dialog === 'disable' || dialog === 'remove') && (
        <LeaveCredential provider={provider} credential={credential} how={dialog} isLast={isLast} onClose={close} />
      )}
    </>
  );
}
