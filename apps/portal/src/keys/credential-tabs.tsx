import { getTranslations } from 'next-intl/server';
import { LinkTabs } from '../subscriptions/link-tabs';

const PAGES = {
  keys: '/app/keys',
  oauthClients: '/app/oauth-clients',
  signingSecrets: '/app/signing-secrets',
} as const;

/** The kinds of credential side by side, each on a page of its own. */
export async function CredentialTabs({ here }: { here: keyof typeof PAGES }) {
  const t = await getTranslations('keys.kinds');
  const kinds = Object.keys(PAGES) as (keyof typeof PAGES)[];
  return (
    <LinkTabs
      label={t('label')}
      tabs={kinds.map((kind) => ({ href: PAGES[kind], text: t(kind), here: kind === here }))}
    />
  );
}
