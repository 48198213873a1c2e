'use client';

import type { OAuthGrantView } from '@turnpike/contracts/management/oauth';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { disconnectAppAction } from '../app/(console)/account/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { useAction } from '../ui/use-action';

/** Connected apps, each with the way to end it. */
export function ConnectedAppTable({ grants }: { grants: readonly OAuthGrantView[] }) {
  const t = useTranslations('oauth.connected');
  const [asked, setAsked] = useState<OAuthGrantView | null>(null);
  const close = () => setAsked(null);
  const { run, pending, error } = useAction(disconnectAppAction, { success: t('success'), onSuccess: close });
  return (
    <>
      <Table label={t('title')}>
        <thead>
          <tr>
            <Th>{t('app')}</Th>
            <Th>{t('where')}</Th>
            <Th className="max-sm:hidden">{t('scopes')}</Th>
            <Th className="max-sm:hidden">{t('since')}</Th>
            <Th className="max-sm:hidden">{t('last')}</Th>
            <Th>
              <span className="sr-only">{t('actions')}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {grants.map((grant) => (
            <GrantRow key={grant.id} grant={grant} onEnd={() => setAsked(grant)} />
          ))}
        </tbody>
      </Table>
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={close}
        title={t('title2', { client: asked?.client.name ?? '' })}
        effect={t('effect')}
        action={t('disconnect')}
        onConfirm={() => asked !== null && run({ grantId: asked.id })}
        pending={pending}
        error={error}
      />
    </>
  );
}

function GrantRow({ grant, onEnd }: { grant: OAuthGrantView; onEnd: () => void }) {
  const t = useTranslations('oauth.connected');
  const { client, application, tenant, scopes, createdAt, lastUsedAt } = grant;
  return (
    <Tr>
      <Td>
        <span className="grid">
          <span className="font-[600]">{client.name}</span>
          <span className="text-2xs text-quiet">{t('by', { publisher: client.publisher })}</span>
        </span>
      </Td>
      <Td>
        <span className="grid">
          <span>{application}</span>
          <span className="text-2xs text-quiet">{tenant}</span>
        </span>
      </Td>
      <Td className="max-sm:hidden">
        <code className="block max-w-64 truncate text-xs">{scopes.join(' ')}</code>
      </Td>
      <Td className="whitespace-nowrap max-sm:hidden">
        <Instant iso={createdAt} show="date" />
      </Td>
      <Td className="whitespace-nowrap max-sm:hidden">
        {lastUsedAt === null ? <span className="text-quiet">{t('never')}</span> : <Instant iso={lastUsedAt} />}
      </Td>
      <Td className="text-right">
        <Button size="sm" onClick={onEnd} aria-label={t('disconnectOf', { client: client.name })}>
          {t('disconnect')}
        </Button>
      </Td>
    </Tr>
  );
}
