import { getTranslations } from 'next-intl/server';
import { CodeBlock } from '../ui/code-block';
import { EmptyState } from '../ui/empty-state';

/** Nothing is published yet: says what will be here, and the one next step. */
export async function NothingPublished({ gatewayUrl }: { gatewayUrl: string }) {
  const t = await getTranslations('catalogue');
  const code = [
    `curl ${gatewayUrl}/api/v1/products \\`,
    `  -H "Authorization: Bearer $MANAGEMENT_KEY" -H 'content-type: application/json' \\`,
    `  -d '{"slug":"chat","name":"Chat","models":[],"approval":"automatic"}'`,
  ].join('\n');
  return (
    <EmptyState title={t('nothingPublished')}>
      <p className="mb-4">{t('nothingPublishedLead')}</p>
      <CodeBlock label={t('publishProduct')} snippets={[{ language: 'curl', label: 'curl', code }]} />
    </EmptyState>
  );
}
