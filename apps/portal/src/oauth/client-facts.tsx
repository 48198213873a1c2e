import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { Facts } from '../ui/facts';
import { Instant } from '../ui/instant';
import { PublicId } from '../ui/public-id';
import { ClientState } from './client-state';
import { purposeOf } from './purpose-of';

/** What a client is and may. */
export function ClientFacts({ client }: { client: OAuthClientView }) {
  const t = useTranslations('oauth');
  const { redirectUris, website, previousSecretUntil, secretLast4, lastUsedAt } = client;
  const lines = (texts: readonly string[]) => (
    <span className="grid justify-items-end gap-0.5">
      {texts.map((text) => (
        <code key={text} className="text-xs break-all">
          {text}
        </code>
      ))}
    </span>
  );
  const facts: [string, React.ReactNode][] = [
    [t('detail.id'), <PublicId key="id" id={client.id} />],
    [t('detail.state'), <ClientState key="state" status={client.status} />],
    [t('detail.purpose'), t(`purpose.${purposeOf(client)}`)],
    [
      t('detail.application'),
      <Link key="application" href={`/app/applications/${client.applicationId}`}>
        {client.application}
      </Link>,
    ],
    [t('detail.mode'), t(`form.${client.environment}`)],
    [t('detail.auth'), t(`detail.auths.${client.authMethod}`)],
    ...(secretLast4 === null
      ? []
      : [[t('detail.secret'), t('detail.secretEnds', { last4: secretLast4 })] satisfies [string, string]]),
    ...(previousSecretUntil === null
      ? []
      : [
          [t('detail.previousUntil'), <Instant key="until" iso={previousSecretUntil} />] satisfies [
            string,
            React.ReactNode,
          ],
        ]),
    [t('detail.scopes'), lines(client.scopes)],
    ...(redirectUris.length === 0
      ? []
      : [[t('detail.redirects'), lines(redirectUris)] satisfies [string, React.ReactNode]]),
    ...(website === null ? [] : [[t('detail.website'), website] satisfies [string, string]]),
    [t('detail.addresses'), client.addresses.length === 0 ? t('detail.anywhere') : lines(client.addresses)],
    [t('detail.created'), <Instant key="created" iso={client.createdAt} />],
    [t('detail.last'), lastUsedAt === null ? t('never') : <Instant key="last" iso={lastUsedAt} />],
  ];
  return <Facts columns={2} facts={facts} />;
}
