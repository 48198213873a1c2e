import { getTranslations } from 'next-intl/server';
import { callableByApplication } from '../keys/callable-by-application';
import { publicGatewayUrl } from '../server/public-gateway-url';
import type { TenantSession } from '../server/session';
import { chatSnippets } from '../snippets/chat-snippets';
import { LinkButton } from '../ui/button';
import { CodeBlock } from '../ui/code-block';
import { EmptyState } from '../ui/empty-state';

/** A list without calls: what will be here, and the lines that put the first one there. */
export async function FirstCall({ session }: { session: TenantSession }) {
  const [t, callable] = await Promise.all([getTranslations('calls'), callableByApplication(session)]);
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
          label={t('call')}
          snippets={chatSnippets({
            baseUrl: publicGatewayUrl().replace(/\/$/, ''),
            key: 'YOUR_KEY',
            model,
            messages: [{ role: 'user', content: t('hello') }],
          })}
        />
      )}
    </EmptyState>
  );
}
