import { getTranslations } from 'next-intl/server';
import { callableByApplication } from '../keys/callable-by-application';
import { publicGatewayUrl } from '../server/public-gateway-url';
import type { TenantSession } from '../server/session';
import { jobSnippets } from '../snippets/job-snippets';
import { LinkButton } from '../ui/button';
import { CodeBlock } from '../ui/code-block';
import { EmptyState } from '../ui/empty-state';

/** A list without jobs: what will be here, and both ways to put the first one there. */
export async function FirstJob({ session }: { session: TenantSession }) {
  const [t, callable] = await Promise.all([getTranslations('jobs'), callableByApplication(session)]);
  const model = Object.values(callable)[0];
  return (
    <EmptyState
      title={t('emptyTitle')}
      action={
        <LinkButton href={model === undefined ? '/app/start' : '/app/keys'} variant="primary">
          {t(model === undefined ? 'toStart' : 'toKeys')}
        </LinkButton>
      }
    >
      <p className="mb-3">{t(model === undefined ? 'emptyUnsubscribed' : 'empty')}</p>
      {model !== undefined && (
        <CodeBlock
          label={t('make')}
          snippets={jobSnippets(
            { byPreference: t('byPreference'), byJob: t('byJob') },
            {
              baseUrl: publicGatewayUrl().replace(/\/$/, ''),
              key: 'YOUR_KEY',
              model,
              messages: [{ role: 'user', content: t('hello') }],
            },
          )}
        />
      )}
    </EmptyState>
  );
}
