import type { ProviderView } from '@turnpike/contracts/management/providers';
import { listModels } from '@turnpike/management/models/list-models.use-case';
import { listRegistrationTokens } from '@turnpike/management/instances/list-registration-tokens.use-case';
import { listCredentials } from '@turnpike/management/providers/list-credentials.use-case';
import { getProvider } from '@turnpike/management/providers/get-provider.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { Above } from '../../../../../admin/breadcrumb';
import { found } from '../../../../../server/found';
import { ProviderChecks } from '../../../../../admin/provider-checks';
import { ProviderCredentials } from '../../../../../admin/provider-credentials';
import { ProviderSettings, ProviderSwitch } from '../../../../../admin/provider-settings';
import { ProviderTest } from '../../../../../admin/provider-test';
import { DiscoverySettings } from '../../../../../discovery/discovery-settings';
import { InstancesCard } from '../../../../../discovery/instances-card';
import { RegistrationTokens } from '../../../../../discovery/registration-tokens';
import { publicGatewayUrl } from '../../../../../server/public-gateway-url';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { Badge, StatusBadge } from '../../../../../ui/badge';
import { Card } from '../../../../../ui/card';
import { Facts } from '../../../../../ui/facts';
import { Instant } from '../../../../../ui/instant';
import { PageHeader } from '../../../../../ui/page-header';
import { PublicId } from '../../../../../ui/public-id';

interface Props {
  params: Promise<{ id: string }>;
}

const MAX_MODELS = 100;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  return { title: (await found(getProvider(managementContext(), actor, { provider: id }))).name };
}

export default async function ProviderPage({ params }: Props) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const context = managementContext();
  const provider = await found(getProvider(context, actor, { provider: id }));
  const [models, credentials, tokens, t, s] = await Promise.all([
    listModels(context, actor, { provider: provider.id, limit: MAX_MODELS }),
    listCredentials(context, actor, { provider: provider.id }),
    listRegistrationTokens(context, actor, { provider: provider.id }),
    getTranslations('admin.providers'),
    getTranslations('admin.status'),
  ]);
  return (
    <>
      <PageHeader
        above={<Above href="/admin/providers">{t('title')}</Above>}
        title={provider.name}
        actions={<ProviderSwitch provider={provider} />}
      />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <div className="grid min-w-0 gap-6">
          <ProviderTest providerId={provider.id} />
          <ProviderSettings key={JSON.stringify(provider)} provider={provider} />
          <DiscoverySettings key={`discovery ${JSON.stringify(provider.discovery)}`} provider={provider} />
          <ProviderChecks key={`checks ${JSON.stringify(provider.healthCheck)}`} provider={provider} />
          <ProviderCredentials provider={provider} credentials={credentials.items} />
        </div>
        <div className="grid min-w-0 gap-6">
          <ProviderFacts provider={provider} />
          <InstancesCard provider={provider} servesModels={models.items.length > 0} />
          {provider.discovery?.kind === 'registration' && (
            <RegistrationTokens provider={provider} tokens={tokens.items} gatewayUrl={publicGatewayUrl()} />
          )}
          <Card title={t('modelsServed')}>
            {models.items.length === 0 && <p className="text-quiet">{t('modelsNone')}</p>}
            <ul className="grid grid-cols-1 gap-2">
              {models.items.map((model) => (
                <li key={model.id} className="flex items-center justify-between gap-3">
                  <Link href={`/admin/models/${model.id}`} className="min-w-0 truncate font-mono text-xs">
                    {model.name}
                  </Link>
                  <StatusBadge status={model.status} label={s(model.status)} />
                </li>
              ))}
            </ul>
          </Card>
        </div>
      </div>
    </>
  );
}

async function ProviderFacts({ provider }: { provider: ProviderView }) {
  const [t, f, s] = await Promise.all([
    getTranslations('admin.providers'),
    getTranslations('admin.fields'),
    getTranslations('admin.status'),
  ]);
  return (
    <Card title={f('facts')}>
      <Facts
        facts={[
          [f('status'), <StatusBadge key="status" status={provider.status} label={s(provider.status)} />],
          [f('slug'), <code key="slug">{provider.slug}</code>],
          [t('kind'), <code key="kind">{provider.kind}</code>],
          [
            t('serves'),
            provider.servesTestKeys ? (
              <Badge key="serves" tone="test">
                {t('liveAndTest')}
              </Badge>
            ) : (
              t('liveOnly')
            ),
          ],
          [f('created'), <Instant key="created" iso={provider.createdAt} />],
          [f('id'), <PublicId key="id" id={provider.id} />],
        ]}
      />
    </Card>
  );
}
