import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CatalogueUnavailable } from '../../../catalogue/catalogue-unavailable';
import { loadCatalogue } from '../../../catalogue/load-catalogue';
import { NothingPublished } from '../../../catalogue/nothing-published';
import { ProductRows } from '../../../catalogue/product-row';
import { publicGatewayUrl } from '../../../server/public-gateway-url';
import { currentSession } from '../../../server/session';
import { Button, LinkButton } from '../../../ui/button';
import { EmptyState } from '../../../ui/empty-state';
import { Input } from '../../../ui/input';
import { PageHeader } from '../../../ui/page-header';
import { Pager } from '../../../ui/pager';

const PAGE = 20;
const MAX_QUERY = 120;

type Query = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('catalogue');
  return { title: t('title'), description: t('lead') };
}

/** Everything on offer, searched by the address. */
export default async function CataloguePage({ searchParams }: { searchParams: Query }) {
  const t = await getTranslations('catalogue');
  const query = await searchParams;
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '');
  const q = text('q').trim().slice(0, MAX_QUERY);
  const cursor = text('cursor');
  const session = await currentSession();
  const outcome = await loadCatalogue(session?.actor ?? null, {
    limit: PAGE,
    ...(q === '' ? {} : { q }),
    ...(cursor === '' ? {} : { cursor }),
  });
  return (
    <div className="mx-auto max-w-6xl px-4 pt-10 sm:px-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <form method="get" role="search" className="mb-6 flex max-w-xl gap-2">
        <Input
          type="search"
          name="q"
          defaultValue={q}
          maxLength={MAX_QUERY}
          aria-label={t('searchLabel')}
          placeholder={t('searchPlaceholder')}
        />
        <Button type="submit" variant="primary">
          {t('search')}
        </Button>
      </form>
      {outcome.kind === 'unavailable' ? (
        <CatalogueUnavailable reference={outcome.reference} />
      ) : outcome.page.items.length > 0 ? (
        <>
          <ProductRows products={outcome.page.items} />
          <Pager
            firstHref={cursor === '' ? null : address(q, null)}
            nextHref={outcome.page.nextCursor === null ? null : address(q, outcome.page.nextCursor)}
          />
        </>
      ) : q === '' ? (
        <NothingPublished gatewayUrl={publicGatewayUrl()} />
      ) : (
        <EmptyState title={t('nothingFound', { q })} action={<LinkButton href="/catalog">{t('showAll')}</LinkButton>}>
          {t('nothingFoundLead')}
        </EmptyState>
      )}
    </div>
  );
}

function address(q: string, cursor: string | null): string {
  const query = new URLSearchParams({ ...(q === '' ? {} : { q }), ...(cursor === null ? {} : { cursor }) }).toString();
  return query === '' ? '/catalog' : `/catalog?${query}`;
}
