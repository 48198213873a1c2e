import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { listSigningSecrets } from '@turnpike/management/signing-secrets/list-signing-secrets.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { callableByApplication } from '../../../../keys/callable-by-application';
import { CredentialTabs } from '../../../../keys/credential-tabs';
import { found } from '../../../../server/found';
import { managementContext } from '../../../../server/management';
import { publicGatewayUrl } from '../../../../server/public-gateway-url';
import { requireTenant } from '../../../../server/session';
import { CreateSigningSecretButton } from '../../../../signing/create-signing-secret-button';
import { SigningSecretTable } from '../../../../signing/signing-secret-table';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

/** More than anyone chooses from a select; the newest are in it. */
const APPLICATIONS_OFFERED = 200;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signing'))('title') };
}

/** What requests are signed with, beside keys or in their place. */
export default async function SigningSecretsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [{ cursor }, session, t] = await Promise.all([searchParams, requireTenant(), getTranslations('signing')]);
  const { tenant, actor, mode } = session;
  const context = managementContext();
  const page = { tenantId: tenant.id, ...(typeof cursor === 'string' ? { cursor } : {}) };
  const [secrets, applications, models] = await Promise.all([
    found(listSigningSecrets(context, actor, page)),
    listApplications(context, actor, { tenantId: tenant.id, limit: APPLICATIONS_OFFERED }),
    callableByApplication(session),
  ]);
  const choices = applications.items.filter(({ archivedAt }) => archivedAt === null);
  const mayWrite = tenant.permissions.includes('signing-secret:write');
  const offered = choices.map(({ id, name }) => ({ id, name }));
  const create =
    mayWrite && offered.length > 0 ? (
      <CreateSigningSecretButton
        applications={offered}
        environment={mode}
        baseUrl={publicGatewayUrl()}
        models={models}
      />
    ) : null;
  const nothing = secrets.items.length === 0 && cursor === undefined;
  const next = secrets.nextCursor;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={nothing ? null : create} />
      <CredentialTabs here="signingSecrets" />
      {nothing ? (
        <EmptyState
          title={t('empty.title')}
          action={create ?? (mayWrite ? <LinkButton href="/app/start">{t('empty.toStart')}</LinkButton> : undefined)}
        >
          {t(offered.length === 0 ? 'empty.noApplication' : 'empty.lead')}
        </EmptyState>
      ) : (
        <>
          <Card flush>
            <SigningSecretTable rows={secrets.items} mayWrite={mayWrite} ownAddress={actor.ip} />
          </Card>
          <Pager
            firstHref={cursor === undefined ? null : '/app/signing-secrets'}
            nextHref={next === null ? null : `/app/signing-secrets?cursor=${encodeURIComponent(next)}`}
          />
        </>
      )}
    </>
  );
}
