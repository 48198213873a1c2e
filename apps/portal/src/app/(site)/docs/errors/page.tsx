import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { searchErrors } from '../../../../error-pages/describe-error';
import { ErrorList } from '../../../../error-pages/error-list';
import { Button, LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { Field } from '../../../../ui/field';
import { Input } from '../../../../ui/input';
import { FilterBar, PageHeader } from '../../../../ui/page-header';

const PATH = '/docs/errors';
const MOST_CHARACTERS = 80;

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('errorPages');
  return { title: t('title'), description: t('lead') };
}

/** Every code that an answer may carry. */
export default async function ErrorsPage({ searchParams }: Props) {
  const [t, { q }] = await Promise.all([getTranslations('errorPages'), searchParams]);
  const query = typeof q === 'string' ? q.slice(0, MOST_CHARACTERS) : '';
  const codes = searchErrors(query);
  return (
    <div className="mx-auto grid max-w-6xl grid-cols-1 px-4 pt-10 sm:px-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <form method="get" action={PATH} role="search" aria-label={t('search')}>
        <FilterBar>
          <Field label={t('search')} className="w-full sm:w-80">
            <Input
              type="search"
              name="q"
              defaultValue={query}
              placeholder={t('searchHint')}
              maxLength={MOST_CHARACTERS}
            />
          </Field>
          <Button type="submit">{t('find')}</Button>
          {query !== '' && (
            <LinkButton href={PATH} variant="ghost">
              {t('all')}
            </LinkButton>
          )}
        </FilterBar>
      </form>
      {codes.length === 0 ? (
        <EmptyState title={t('nothing', { query })} action={<LinkButton href={PATH}>{t('all')}</LinkButton>}>
          {t('nothingLead')}
        </EmptyState>
      ) : (
        <Card flush>
          <ErrorList codes={codes} />
        </Card>
      )}
    </div>
  );
}
