'use client';

import type { PlatformUserView } from '@turnpike/contracts/management/users';
import { MoreHorizontal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Badge, StatusBadge } from '../ui/badge';
import { Button } from '../ui/button';
import { type Column, DataTable } from '../ui/data-table';
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from '../ui/dropdown-menu';
import { Instant } from '../ui/instant';
import { SetPasswordDialog, UserStatusDialog } from './user-dialogs';

/** Everybody with an account. `ownId` is the admin's own: nobody disables themselves. */
export function UsersTable({ users, ownId }: { users: readonly PlatformUserView[]; ownId: string }) {
  const t = useTranslations('admin.users');
  const f = useTranslations('admin.fields');
  const s = useTranslations('admin.status');
  const [dialog, setDialog] = useState<{ kind: 'password' | 'status'; user: PlatformUserView } | null>(null);
  const columns: Column<PlatformUserView>[] = [
    {
      id: 'person',
      header: t('person'),
      fixed: true,
      cell: (user) => <Person user={user} />,
    },
    {
      id: 'status',
      header: f('status'),
      cell: ({ disabledAt }) => {
        const status = disabledAt === null ? 'active' : 'disabled';
        return <StatusBadge status={status} label={s(status)} />;
      },
    },
    {
      id: 'organisations',
      header: t('organisations'),
      cell: ({ memberships }) => <Organisations memberships={memberships} />,
    },
    {
      id: 'verified',
      header: t('verified'),
      hidden: true,
      cell: ({ emailVerifiedAt }) => (emailVerifiedAt === null ? t('notVerified') : <Instant iso={emailVerifiedAt} />),
    },
    {
      id: 'seen',
      header: t('lastSeen'),
      cell: ({ lastSeenAt }) =>
        lastSeenAt === null ? <span className="text-quiet">{t('never')}</span> : <Instant iso={lastSeenAt} />,
    },
    { id: 'created', header: f('created'), cell: ({ createdAt }) => <Instant iso={createdAt} show="date" /> },
  ];
  return (
    <>
      <DataTable
        name="admin-users"
        label={t('title')}
        columns={columns}
        rows={users}
        rowId={({ id }) => id}
        rowActions={(user) => (
          <UserActions user={user} own={user.id === ownId} onChoose={(kind) => setDialog({ kind, user })} />
        )}
      />
      {dialog?.kind === 'password' && <SetPasswordDialog user={dialog.user} onClose={() => setDialog(null)} />}
      {dialog?.kind === 'status' && <UserStatusDialog user={dialog.user} onClose={() => setDialog(null)} />}
    </>
  );
}

function Person({ user: { name, email, platformAdmin } }: { user: PlatformUserView }) {
  const t = useTranslations('admin.users');
  return (
    <>
      <span className="flex flex-wrap items-center gap-2">
        <span className="font-[600]">{name === '' ? email : name}</span>
        {platformAdmin && <Badge tone="test">{t('platformAdmin')}</Badge>}
      </span>
      {name !== '' && <span className="block text-2xs text-quiet">{email}</span>}
    </>
  );
}

function Organisations({ memberships }: Pick<PlatformUserView, 'memberships'>) {
  const t = useTranslations('admin.users');
  if (memberships.length === 0) return <span className="text-quiet">{t('noOrganisation')}</span>;
  return memberships.map(({ tenantId, tenant, role, customRole }) => (
    <span key={tenantId} className="block text-xs">
      {tenant} <span className="text-quiet">{customRole?.name ?? t(`roles.${role}`)}</span>
    </span>
  ));
}

interface UserActionsProps {
  user: PlatformUserView;
  own: boolean;
  onChoose: (kind: 'password' | 'status') => void;
}

function UserActions({ user, own, onChoose }: UserActionsProps) {
  const t = useTranslations('admin.users');
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={t('actionsFor', { email: user.email })}>
          <MoreHorizontal aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => onChoose('password')}>{t('setPassword')}</DropdownMenuItem>
        {!own && (
          <DropdownMenuItem onSelect={() => onChoose('status')}>
            {t(user.disabledAt === null ? 'disable' : 'enable')}
          </DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
