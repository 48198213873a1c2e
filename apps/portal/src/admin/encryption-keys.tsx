import type { EncryptionKeyView } from '@turnpike/contracts/management/encryption-keys';
import { getTranslations } from 'next-intl/server';
import { Badge, type Tone } from '../ui/badge';
import { Card } from '../ui/card';
import { Count } from '../ui/figures';
import { Table, Td, Th, Tr } from '../ui/table';

const TONES: Readonly<Record<EncryptionKeyView['state'], Tone>> = {
  current: 'live',
  retired: 'pending',
  unknown: 'stopped',
};

/** The keys that secrets are encrypted with, how many are under each, and which may be dropped. */
export async function EncryptionKeys({ keys }: { keys: readonly EncryptionKeyView[] }) {
  const t = await getTranslations('admin.encryption');
  return (
    <Card flush title={t('title')} lead={t('lead')} className="mt-6">
      <Table label={t('title')}>
        <thead>
          <tr>
            <Th>{t('key')}</Th>
            <Th>{t('state')}</Th>
            <Th numeric>{t('providerCredentials')}</Th>
            <Th numeric>{t('webhookSecrets')}</Th>
            <Th numeric>{t('callbackSecrets')}</Th>
            <Th numeric>{t('signingSecrets')}</Th>
            <Th numeric>{t('oauthSigningKeys')}</Th>
          </tr>
        </thead>
        <tbody>
          {keys.map(({ id, state, mayBeDropped, ...counts }) => (
            <Tr key={id}>
              <Td>
                <code className="text-xs">{id}</code>
              </Td>
              <Td>
                <Badge tone={TONES[state]}>{t(`states.${mayBeDropped ? 'droppable' : state}`)}</Badge>
              </Td>
              {(
                [
                  'providerCredentials',
                  'webhookSecrets',
                  'callbackSecrets',
                  'signingSecrets',
                  'oauthSigningKeys',
                ] as const
              ).map((kind) => (
                <Td key={kind} numeric>
                  <Count value={counts[kind]} />
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
      {keys.some(({ state }) => state === 'unknown') && (
        <p className="border-t border-line px-4 py-3 text-xs text-stopped">{t('unknownLead')}</p>
      )}
    </Card>
  );
}
