import { getOAuthClient } from '@turnpike/management/oauth/get-oauth-client.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { portalConfig } from '../../../../../environment';
import { ClientDeeds } from '../../../../../oauth/client-deeds';
import { ClientFacts } from '../../../../../oauth/client-facts';
import { clientSnippets } from '../../../../../oauth/client-snippets';
import { purposeOf } from '../../../../../oauth/purpose-of';
import { found } from '../../../../../server/found';
import { managementContext } from '../../../../../server/management';
import { requireTenant } from '../../../../../server/session';
import { LinkButton } from '../../../../../ui/button';
import { Card } from '../../../../../ui/card';
import { CodeBlock } from '../../../../../ui/code-block';
import { PageHeader } from '../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('oauth'))('title') };
}

/** One client: what it is, what can be done to it, and how it is used. */
export default async function OAuthClientPage({ params }: { params: Promise<{ id: string }> }) {
  const [{ actor, tenant }, { id: clientId }, t] = await Promise.all([
    requireTenant(),
    params,
    getTranslations('oauth'),
  ]);
  const client = await found(getOAuthClient(managementContext(), actor, { clientId }));
  const mayWrite = tenant.permissions.includes('oauth-client:write') && client.status !== 'revoked';
  // What people let in calls by what each of them allowed.
  const isService = purposeOf(client) === 'service';
  const maySeeCalls = tenant.permissions.includes('call:read');
  return (
    <>
      <PageHeader
        above={<Link href="/app/oauth-clients">{t('title')}</Link>}
        title={client.name}
        {...(client.description === '' ? {} : { lead: client.description })}
        {...(isService && maySeeCalls
          ? { actions: <LinkButton href={`/app/calls?keyId=${client.id}`}>{t('detail.calls')}</LinkButton> }
          : {})}
      />
      <div className="grid grid-cols-1 gap-6">
        {mayWrite && <ClientDeeds client={client} />}
        <Card>
          <ClientFacts client={client} />
        </Card>
        {client.status === 'active' && (
          <Card title={t('detail.use')} lead={t('detail.useLead')}>
            <CodeBlock label={t('detail.use')} snippets={clientSnippets(client, portalConfig().portalUrl)} />
          </Card>
        )}
      </div>
    </>
  );
}
