'use client';

import type { SessionView } from '@turnpike/contracts/management/identity';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { revokeOtherSessionsAction, revokeSessionAction } from '../app/(console)/account/actions';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { useAction } from '../ui/use-action';
import { readDevice } from './device';

type Asked = { session: SessionView } | 'others' | null;

/** Where the person is signed in, and the ways to end it. */
export function SessionsCard({ sessions }: { sessions: SessionView[] }) {
  const t = useTranslations('identity.account');
  const deviceName = useDeviceName();
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const one = useAction(revokeSessionAction, { success: t('sessionEnded'), onSuccess: close });
  const others = useAction(revokeOtherSessionsAction, { success: t('othersEnded'), onSuccess: close });
  const otherCount = sessions.filter(({ current }) => !current).length;
  const endOthers = <Button size="sm" onClick={() => setAsked('others')}>{t('endOthers')}</Button>; // prettier-ignore
  return (
    <Card title={t('sessions')} lead={t('sessionsLead')} actions={otherCount > 0 ? endOthers : undefined} flush>
      <SessionTable sessions={sessions} onEnd={(session) => setAsked({ session })} />
      <ConfirmDialog
        open={asked === 'others'}
        onOpenChange={close}
        title={t('endOthersTitle')}
        effect={t('endOthersEffect', { count: otherCount })}
        action={t('endOthers')}
        onConfirm={() => others.run(undefined)}
        pending={others.pending}
        error={others.error}
      />
      <ConfirmDialog
        open={asked !== null && asked !== 'others'}
        onOpenChange={close}
        title={t('endSessionTitle')}
        effect={asked !== null && asked !== 'others' && t('endSessionEffect', { device: deviceName(asked.session) })}
        action={t('endSession')}
        onConfirm={() => asked !== null && asked !== 'others' && one.run({ sessionId: asked.session.id })}
        pending={one.pending}
        error={one.error}
      />
    </Card>
  );
}

function SessionTable({ sessions, onEnd }: { sessions: SessionView[]; onEnd: (session: SessionView) => void }) {
  const t = useTranslations('identity.account');
  const deviceName = useDeviceName();
  return (
    <Table label={t('sessions')}>
      <thead>
        <tr>
          <Th>{t('device')}</Th>
          <Th>{t('address')}</Th>
          <Th>{t('lastSeen')}</Th>
          <Th className="max-sm:hidden">{t('began')}</Th>
          <Th className="max-sm:hidden">{t('expires')}</Th>
          <Th>
            <span className="sr-only">{t('actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <Tr key={session.id}>
            <Td className="whitespace-nowrap" title={session.userAgent ?? undefined}>
              {deviceName(session)}
              {session.current && (
                <Badge tone="live" className="ml-2">
                  {t('thisOne')}
                </Badge>
              )}
            </Td>
            <Td className="font-mono text-xs">{session.ip ?? t('unknownAddress')}</Td>
            <Td className="whitespace-nowrap">
              <Instant iso={session.lastSeenAt} />
            </Td>
            <Td className="whitespace-nowrap max-sm:hidden">
              <Instant iso={session.createdAt} />
            </Td>
            <Td className="whitespace-nowrap max-sm:hidden">
              <Instant iso={session.expiresAt} show="date" />
            </Td>
            <Td className="text-right">
              {!session.current && (
                <Button
                  size="sm"
                  onClick={() => onEnd(session)}
                  aria-label={t('endSessionOf', { device: deviceName(session) })}
                >
                  {t('endSession')}
                </Button>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** How a person would call the device. */
function useDeviceName(): (session: SessionView) => string {
  const t = useTranslations('identity.account');
  return ({ userAgent }) => {
    const { browser, system } = readDevice(userAgent);
    if (browser !== null && system !== null) return t('deviceOn', { browser, system });
    return browser ?? system ?? t('unknownDevice');
  };
}
