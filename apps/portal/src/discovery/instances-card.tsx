import type { ProviderView } from '@turnpike/contracts/management/providers';
import type { InstancesView } from '@turnpike/contracts/management/discovery';
import { ApiError } from '@turnpike/errors/api-error';
import { getTranslations } from 'next-intl/server';
import { RefreshEvery } from '../ui/refresh-every';
import { gatewayRequest } from '../server/gateway';
import { Card } from '../ui/card';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';

const TIMEOUT_MS = 3_000;

/** The instances of a provider that a gateway knows of now, drawn again every few seconds. */
export async function InstancesCard({ provider, servesModels }: { provider: ProviderView; servesModels: boolean }) {
  const { discovery } = provider;
  if (discovery === null) return null;
  const [t, known] = await Promise.all([getTranslations('discovery'), readInstances(provider.id)]);
  const count = known?.items.length ?? 0;
  return (
    <Card flush title={t('instancesTitle', { count })} lead={t(`sources.${discovery.kind}`)}>
      <RefreshEvery />
      {known === null && <p className="px-4 py-3 text-quiet">{t('unreachable')}</p>}
      {known !== null && known.error !== null && (
        <p role="status" className="border-b border-line px-4 py-3 text-xs text-attention last:border-b-0">
          {t(count === 0 ? 'failingFromTheStart' : 'failing')} <code className="break-words">{known.error}</code>
        </p>
      )}
      {known !== null && known.error === null && count === 0 && (
        <p className="px-4 py-3 text-quiet">{t(servesModels ? `noneYet.${discovery.kind}` : 'servesNothing')}</p>
      )}
      {known !== null && count > 0 && <Instances known={known} hasExpiries={discovery.kind === 'registration'} />}
    </Card>
  );
}

/** Many pods are counted, not read. */
const MOST_SHOWN = 50;

async function Instances({ known: { items }, hasExpiries }: { known: InstancesView; hasExpiries: boolean }) {
  const t = await getTranslations('discovery');
  return (
    <>
      <Table label={t('instancesTitle', { count: items.length })}>
        <thead>
          <tr>
            <Th>{t('address')}</Th>
            <Th numeric>{t('weight')}</Th>
            {hasExpiries && <Th numeric>{t('expires')}</Th>}
          </tr>
        </thead>
        <tbody>
          {items.slice(0, MOST_SHOWN).map(({ address, weight, expiresAt }) => (
            <Tr key={address}>
              <Td className="font-mono text-xs break-all">{address}</Td>
              <Td numeric>{weight}</Td>
              {hasExpiries && <Td numeric>{expiresAt !== null && <Instant iso={expiresAt} show="time" />}</Td>}
            </Tr>
          ))}
        </tbody>
      </Table>
      {items.length > MOST_SHOWN && (
        <p className="px-4 py-3 text-xs text-quiet">{t('more', { count: items.length - MOST_SHOWN })}</p>
      )}
    </>
  );
}

/** Null when the gateway is away. */
async function readInstances(providerId: string): Promise<InstancesView | null> {
  const path = `/providers/${encodeURIComponent(providerId)}/instances` as const;
  try {
    return await gatewayRequest<InstancesView>('GET', path, { timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'store_unavailable') return null;
    throw error;
  }
}
