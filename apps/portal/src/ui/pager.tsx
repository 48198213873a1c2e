import { getTranslations } from 'next-intl/server';
import { LinkButton } from './button';

/** The way through a list by cursors: onwards, and back to its beginning. */
export async function Pager({ firstHref, nextHref }: { firstHref: string | null; nextHref: string | null }) {
  const t = await getTranslations('ui');
  if (firstHref === null && nextHref === null) return null;
  return (
    <nav aria-label={t('pages')} className="mt-4 flex items-center justify-end gap-2">
      {firstHref !== null && (
        <LinkButton href={firstHref} size="sm">
          {t('firstPage')}
        </LinkButton>
      )}
      {nextHref !== null && (
        <LinkButton href={nextHref} size="sm">
          {t('nextPage')}
        </LinkButton>
      )}
    </nav>
  );
}
